package equilibrium.ingress.spool;

import static java.util.stream.LongStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the spool makes of files that are not as it wrote them. */
class SpoolDamageTest {
  private static final int RECORD = RecordFormat.LEAST_BYTES + 100;
  private static final int EVENTS = 200;

  @Test
  void aFlippedBitCostsItsOwnRecordAndIsNoticed() throws Exception {
    var disk = stored(EVENTS);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      var damaged = disk.copy();
      int bit = random.nextInt(EVENTS * RECORD * 8);
      var file = damaged.files.values().iterator().next();
      file.seen[bit / 8] ^= (byte) (1 << (bit % 8));
      long hit = bit / 8 / RECORD;

      var read = Read.of(damaged);

      var expected = range(0, EVENTS).filter(each -> each != hit).boxed().toList();
      assertThat(read.sequences()).isEqualTo(expected);
      assertThat(read.damaged() + read.torn()).isEqualTo(1);
    }
  }

  /** What a process finds at start. */
  private record Read(List<Long> sequences, int damaged, int torn) {
    static Read of(Disk disk) throws IOException {
      var size = new Segments.Size(OpenSpool.SEGMENT_BYTES, Duration.ZERO);
      var segments = new Segments(disk, new SpoolConfig(1 << 30, 0), size);
      segments.find(0);
      var found =
          segments.read((file, e) -> {
            throw new UncheckedIOException(file, e);
          });
      var sequences = new ArrayList<Long>();
      for (var segment : segments.between(0, segments.nextBase())) {
        var reader = new RecordReader(segment, segment.base, segment.end());
        for (var event = reader.next(); event != null; event = reader.next()) {
          assertThat(event.bytes().value())
              .isEqualTo(StoredEvent.of(event.id().getSequence()).value());
          sequences.add(event.id().getSequence());
        }
      }
      return new Read(sequences, found.damaged(), found.torn());
    }
  }

  @Test
  void aTornTailIsCutOffAtEveryByte() throws Exception {
    int events = 5;
    var disk = stored(events);
    var whole = disk.files.values().iterator().next().onDisk;
    for (int cut = (events - 1) * RECORD; cut < events * RECORD; cut++) {
      var torn = disk.copy();
      var file = torn.files.values().iterator().next();
      Arrays.fill(file.seen, cut, whole.length, (byte) 0);

      try (var open = OpenSpool.on(torn)) {
        open.storeAndLeave(events, events + 1);

        var expected = new ArrayList<>(range(0, events - 1).boxed().toList());
        expected.add((long) events);
        assertThat(open.publishAll()).isEqualTo(expected);
      }
    }
  }

  @Test
  void aDamagedCheckpointPublishesEverythingThatIsKept() throws Exception {
    var disk = new VolatileDisk();
    try (var open = OpenSpool.keeping(disk, Duration.ofHours(1))) {
      open.store(0, EVENTS).forEach(SpoolGroup::published);
      open.keep();
    }
    var text = Objects.requireNonNull(disk.text("published"));
    for (int i = 0; i < text.length(); i++) {
      var damaged = disk.copy();
      damaged.replace(
          "published", text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1));

      try (var open = OpenSpool.on(damaged)) {
        assertThat(open.publishAll()).hasSize(EVENTS);
      }
    }
  }

  private static VolatileDisk stored(int events) throws Exception {
    var disk = new VolatileDisk();
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, events);
    }
    disk.files.values().removeIf(file -> file.onDisk[0] == 0);
    return disk;
  }
}
