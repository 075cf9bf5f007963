package equilibrium.analyst.judge;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Announces and contributions of one client in the order in which detection applies them: by the
 * minute that their partition had reached, then as they lie in it. All other records are read too,
 * because they move that minute.
 */
final class ClientEvents {
  static final int MOST = 500_000;

  private static final long MINUTE_MS = 60_000;

  /**
   * One of them.
   *
   * @param minuteMs the newest effective time of its partition so far, in whole minutes
   */
  record ClientEvent(Topic<?, ?> topic, long minuteMs, LogRecord record) {
    private static final Comparator<ClientEvent> ORDER =
        Comparator.comparingLong(ClientEvent::minuteMs)
            .thenComparing(event -> event.topic().name())
            .thenComparingInt(event -> event.record().partition())
            .thenComparingLong(event -> event.record().offset());
  }

  private final ClientId client;
  private final TimeScale scale;
  private final EffectiveTime time;
  private final List<ClientEvent> events = new ArrayList<>();

  private ClientEvents(ClientId client, TimeScale scale) {
    this.client = client;
    this.scale = scale;
    this.time = new EffectiveTime(scale);
  }

  /** Reads them. A {@link Fault} if there are too many to hold. */
  static List<ClientEvent> of(
      ClientId client, TimeScale scale, Log log, List<PartitionRange> ranges, Progress progress) {
    var read = new ClientEvents(client, scale);
    for (var range : ranges) {
      var topic =
          Topics.ANNOUNCES.name().equals(range.topic()) ? Topics.ANNOUNCES : Topics.CONTRIBUTIONS;
      read.new Partition(topic).add(new Decoded<>(log, range, topic, progress));
    }
    read.events.sort(ClientEvent.ORDER);
    return read.events;
  }

  /** One partition of a topic. */
  private final class Partition {
    private final Topic<?, SpecificRecord> topic;
    private long minuteMs = Long.MIN_VALUE;

    Partition(Topic<?, SpecificRecord> topic) {
      this.topic = topic;
    }

    void add(Decoded<SpecificRecord> records) {
      records.forEach((record, value) -> {
        long atMs = effectiveMs(value, record.appendedAtMs());
        minuteMs = Math.max(minuteMs, Math.floorDiv(atMs, MINUTE_MS) * MINUTE_MS);
        if (isOfClient(value)) {
          if (events.size() == MOST) {
            throw new Fault(
                "client %s has more than %,d announces and contributions in the log, which are not"
                        .formatted(Ids.hex(client.bytes()), MOST)
                    + " judged in memory");
          }
          events.add(new ClientEvent(topic, minuteMs, record));
        }
      });
    }
  }

  private boolean isOfClient(SpecificRecord value) {
    return switch (value) {
      case Announced announced -> announced.getClientId().equals(client);
      case Contribution contribution -> contribution.getClientId().equals(client);
      default -> false;
    };
  }

  /** As detection computes it, which trusts no time that is far from that of the log. */
  private long effectiveMs(SpecificRecord value, long appendedAtMs) {
    return switch (value) {
      case Announced announced -> Math.max(0, time.of(announced.getReceivedAtMs(), appendedAtMs));
      case Tick tick -> Math.max(0, time.of(tick.getAtMs(), appendedAtMs));
      case Contribution contribution -> contribution.getAtMs();
      default -> scale.scaledMs(appendedAtMs);
    };
  }
}
