package equilibrium.ingress.log;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Identity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of {@code announces} as it grows and enters what other nodes, and earlier
 * lives of this one, heard. No consumer group: nothing rebalances on the reply path. What this life
 * heard itself was entered at once and is skipped. Everything else counts as heard at its {@link
 * EffectiveTime}, so that a node whose clock is wrong keeps no session from being heard elsewhere.
 * Starts where hydration says, else one peer lifetime back.
 */
public final class AnnounceTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnounceTail.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final Node node;
  private final TrackerClock clock;
  private final TimeScale scale;
  private final Duration lifetime;
  private final RemoteSessions view;
  private final Map<Integer, Long> positions = new ConcurrentSkipListMap<>();
  private final Counter accepted;
  private final Counter unreadable;
  private final Deserializer<SpecificRecord> values = Topics.ANNOUNCES.value().deserializer();
  private final BackgroundTask loop;
  private volatile boolean caughtUp;

  /** Where and whose. */
  public record Place(KafkaSettings kafka, Node node, TrackerClock clock, TimeScale scale) {}

  public AnnounceTail(
      Place place,
      RemoteSessions view,
      Duration lifetime,
      Map<Integer, Long> from,
      MeterRegistry metrics) {
    this.kafka = place.kafka();
    this.node = place.node();
    this.clock = place.clock();
    this.scale = place.scale();
    this.lifetime = lifetime;
    this.view = view;
    this.positions.putAll(from);
    this.accepted = counter(metrics, "accepted");
    this.unreadable = counter(metrics, "unreadable");
    this.loop = BackgroundTask.start("tail", this::pursue);
  }

  private static Counter counter(MeterRegistry metrics, String outcome) {
    return Counter.builder("equilibrium_tail_events_total")
        .description("Events of other nodes that were read from Kafka, by outcome")
        .tag("outcome", outcome)
        .register(metrics);
  }

  /** Whether everything that was in the log at start has been read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** The next offset to be read of each partition. */
  public Map<Integer, Long> positions() {
    return positions;
  }

  private void pursue(BackgroundTask running) {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()))) {
      follow(consumer, running);
    } catch (KafkaException e) {
      LOG.atWarn().addKeyValue("cause", e.getMessage()).log("the log cannot be followed");
    }
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "client.id",
        "ingress-tail",
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class,
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "earliest",
        "isolation.level",
        "read_committed",
        "max.poll.records",
        5000,
        "default.api.timeout.ms",
        10_000);
  }

  private void follow(Consumer<byte[], byte[]> consumer, BackgroundTask running) {
    var partitions =
        consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    seek(consumer, partitions);
    var ends = consumer.endOffsets(partitions);
    while (!running.isClosing()) {
      for (var event : consumer.poll(POLL)) {
        enter(event);
      }
      for (var partition : partitions) {
        positions.put(partition.partition(), consumer.position(partition));
      }
      caughtUp |=
          ends.entrySet().stream()
              .allMatch(
                  end -> positions.getOrDefault(end.getKey().partition(), 0L) >= end.getValue());
    }
  }

  private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    var wanted = new HashMap<TopicPartition, Long>();
    long since = System.currentTimeMillis() - scale.real(lifetime).toMillis();
    for (var partition : partitions) {
      var position = positions.get(partition.partition());
      if (position != null) {
        consumer.seek(partition, position);
      } else {
        wanted.put(partition, since);
      }
    }
    consumer
        .offsetsForTimes(wanted)
        .forEach((partition, found) -> {
          if (found == null) {
            consumer.seekToEnd(List.of(partition));
          } else {
            consumer.seek(partition, found.offset());
          }
        });
  }

  private void enter(ConsumerRecord<byte[], byte[]> event) {
    try {
      if (values.deserialize(event.topic(), event.value()) instanceof Announced announced
          && !isOwn(announced)
          && announced.getAddressKey() == 0) {
        enter(session(announced, event.timestamp(), new EffectiveTime(scale)));
      }
    } catch (SerializationException _) {
      unreadable.increment(); // the folds put it among the dead letters
    }
  }

  private void enter(RemoteSessions.Session session) {
    if (session.receivedAtMs() >= clock.nowMs() - lifetime.toMillis()) {
      view.enter(session);
      accepted.increment();
    }
  }

  private boolean isOwn(Announced announced) {
    var id = announced.getEventId();
    return id.getNode() == node.id() && id.getBoot() == node.boot();
  }

  /**
   * The session as of an announce.
   *
   * @param appendedAtMs when the log took it, real
   */
  static RemoteSessions.Session session(
      Announced announced, long appendedAtMs, EffectiveTime time) {
    return new RemoteSessions.Session(
        announced.getInfoHash(),
        announced.getPeerId(),
        announced.getClientId(),
        announced.getIdentity() == Identity.KEY,
        announced.getAddress(),
        announced.getPort(),
        announced.getEvent(),
        announced.getLeft(),
        time.of(announced.getReceivedAtMs(), appendedAtMs),
        announced.getSessionStartedAtMs(),
        announced.getEventId());
  }

  @Override
  public void close() {
    loop.close();
  }
}
