package equilibrium.ingress.spool;

import static java.util.stream.LongStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
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
      file.seen[bit / 8] ^= (byte) (1 << bit % 8);
      long hit = bit / 8 / RECORD;

      try (var open = OpenSpool.on(damaged)) {
        var expected = LongStream.range(0, EVENTS).filter(each -> each != hit).boxed().toList();
        assertThat(open.publishAll()).isEqualTo(expected);
        boolean last = hit == EVENTS - 1; // looks as if it had not been written completely
        assertThat(open.count("equilibrium_spool_damaged_total") > 0 || last).isTrue();
      }
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
      java.util.Arrays.fill(file.seen, cut, whole.length, (byte) 0);

      try (var open = OpenSpool.on(torn)) {
        open.storeAndLeave(events, events + 1);

        var expected = new java.util.ArrayList<>(range(0, events - 1).boxed().toList());
        expected.add((long) events);
        assertThat(open.publishAll()).isEqualTo(expected);
      }
    }
  }

  @Test
  void aDamagedCheckpointPublishesEverythingThatIsKept() throws Exception {
    var disk = new VolatileDisk();
    try (var open = OpenSpool.keeping(disk, java.time.Duration.ofHours(1))) {
      open.store(0, EVENTS).forEach(SpoolGroup::published);
      open.keep();
    }
    var text = disk.text("published");
    for (int i = 0; i < text.length(); i++) {
      var damaged = disk.copy();
      damaged.replace(
          "published",
          text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1));

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
