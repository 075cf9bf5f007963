package equilibrium.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A spool with small files on a disk in memory. */
final class OpenSpool implements AutoCloseable {
  static final int SEGMENT_BYTES = 64 << 10;

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Spool spool;

  private OpenSpool(Disk disk, SpoolConfig config, Duration kept) {
    spool = new Spool(disk, config, new Segments.Size(SEGMENT_BYTES, kept), 10_000, metrics);
  }

  static OpenSpool on(Disk disk) {
    return on(disk, new SpoolConfig(1 << 30, 0));
  }

  static OpenSpool on(Disk disk, SpoolConfig config) {
    return new OpenSpool(disk, config, Duration.ZERO);
  }

  static OpenSpool keeping(Disk disk, Duration kept) {
    return new OpenSpool(disk, new SpoolConfig(1 << 30, 0), kept);
  }

  /** Stores events, and waits until they are. */
  List<SpoolGroup> store(long from, long to) throws Exception {
    var events = new ArrayList<StoredEvent>();
    for (long sequence = from; sequence < to; sequence++) {
      var event = StoredEvent.of(sequence);
      assertThat(spool.offer(event)).isTrue();
      events.add(event);
    }
    var groups = new ArrayList<SpoolGroup>();
    for (var event : events) {
      groups.add(event.outcome().get(10, TimeUnit.SECONDS));
    }
    return groups;
  }

  /** Stores events that are left to the spool. */
  void storeAndLeave(long from, long to) throws Exception {
    store(from, to).forEach(SpoolGroup::leave);
  }

  /** Takes everything that waits out of the spool; each event must be as it was stored. */
  List<Long> publishAll() {
    var sequences = new ArrayList<Long>();
    for (var chunk = spool.next(100); chunk != null; chunk = spool.next(100)) {
      for (var event : chunk.events()) {
        var stored = StoredEvent.of(event.id().getSequence());
        assertThat(event.id()).isEqualTo(stored.id());
        assertThat(event.receivedAtMs()).isEqualTo(stored.receivedAtMs());
        assertThat(Arrays.equals(event.bytes().key(), stored.key())).isTrue();
        assertThat(Arrays.equals(event.bytes().value(), stored.value())).isTrue();
        sequences.add(stored.sequence());
      }
      spool.published(chunk, 0);
    }
    return sequences;
  }

  /** Keeps what is known to be in Kafka, as the next process shall find it. */
  void keep() {
    spool.keep(new Checkpoint(spool.publishedTo(), 0, "", Map.of()));
  }

  double count(String name) {
    return metrics.get(name).counter().count();
  }

  @Override
  public void close() {
    spool.close();
  }
}
