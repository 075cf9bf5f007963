package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When announces of other nodes count as received. */
class AnnounceTailTest {
  private static final long REAL = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final Clients clients = new Clients(10);
  private final Swarms swarms = new Swarms(clients, 10, 10, 900_000);
  private final RemoteSessions sessions = new RemoteSessions(new TrackerState(swarms, clients));

  @ParameterizedTest
  @ValueSource(ints = {1, 60})
  void aClockThatIsAheadKeepsNobodyFromBeingHeardElsewhere(int factor) {
    var scale = new TimeScale(factor);
    var time = new EffectiveTime(scale);
    long later = REAL + 5001;
    var ahead = announced(1, AnnounceEvent.STARTED, scale.scaledMs(REAL + HOUR));
    var right = announced(2, AnnounceEvent.STOPPED, scale.scaledMs(later));

    sessions.enter(AnnounceTail.session(ahead, REAL, time));
    assertThat(seeders()).isEqualTo(1);
    sessions.enter(AnnounceTail.session(right, later, time));

    assertThat(seeders()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-HOUR, -1, 0, 5000})
  void aTimeThatMayBeTrueIsLeftAlone(long aheadMs) {
    var announced = announced(1, AnnounceEvent.NONE, REAL + aheadMs);

    var session = AnnounceTail.session(announced, REAL, new EffectiveTime(TimeScale.REAL));

    assertThat(session.order().receivedAtMs()).isEqualTo(REAL + aheadMs);
  }

  @ParameterizedTest
  @CsvSource({"10,40", "60,60", "200,40", "-1,40"})
  void theLogIsReadFromWhatIsKnownButNotFromBeforeOnePeerLifetime(long known, long from) {
    var partition = new TopicPartition("announces", 3);
    var consumer =
        new MockConsumer<byte[], byte[]>("none") {
          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            assertThat(times).isEqualTo(Map.of(partition, REAL));
            return Map.of(partition, new OffsetAndTimestamp(40, REAL));
          }
        };
    consumer.assign(List.of(partition));
    var positions = known < 0 ? Map.<Integer, Long>of() : Map.of(3, known);

    AnnounceTail.seek(consumer, positions, Map.of(partition, 100L), REAL);

    assertThat(consumer.position(partition)).isEqualTo(from);
  }

  private int seeders() {
    var found = new Found();
    swarms.scrape(new byte[20], found);
    return found.seeders();
  }

  private static Announced announced(long node, AnnounceEvent event, long receivedAtMs) {
    return SampleEvents.announced()
        .setEventId(new EventId(node, 1L, 1L))
        .setReceivedAtMs(receivedAtMs)
        .setInfoHash(Ids.infoHash(0))
        .setEvent(event)
        .setLeft(0L)
        .setSessionStartedAtMs(receivedAtMs)
        .build();
  }
}
