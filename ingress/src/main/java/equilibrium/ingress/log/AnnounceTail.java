package equilibrium.ingress.log;

import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.log.RemoteSessions.Endpoint;
import equilibrium.ingress.log.RemoteSessions.Order;
import equilibrium.ingress.log.RemoteSessions.Owner;
import equilibrium.ingress.log.RemoteSessions.State;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.AnnounceOrigin;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Identity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of {@code announces} as it grows and enters the announces that other nodes,
 * or earlier processes of this node, received. There is no consumer group, so nothing rebalances on
 * the reply path. Announces of this process were entered when they were answered and are skipped.
 * All others count as received at their {@link EffectiveTime}, so that a node whose clock is ahead
 * makes no other node ignore later announces. Starts at the offsets up to which the stored peers
 * are complete, else one peer lifetime back.
 */
public final class AnnounceTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnounceTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long UNKNOWN = -1;
  private static final int FETCH_BYTES = 64 * 1024;
  private static final int FETCH_WAIT_MS = 500;

  private final KafkaSettings kafka;
  private final AnnounceOrigin own;
  private final SilenceClock clock;
  private final TimeScale scale;
  private final Duration lifetime;
  private final RemoteSessions sessions;
  private final Map<Integer, Long> positions = new ConcurrentSkipListMap<>();
  private final Counter entered;
  private final Counter unreadable;
  private final Deserializer<SpecificRecord> values = Topics.ANNOUNCES.value().deserializer();
  private final Outage away;
  private final StoredPeers stored;
  private final CountDownLatch storedRead = new CountDownLatch(1);
  private final BackgroundTask task;
  private volatile boolean connected;
  private volatile boolean caughtUp;
  private volatile long lag = UNKNOWN;

  /** The peers that announced before this process began, as far as they are stored. */
  public interface StoredPeers {
    /**
     * Enters them.
     *
     * @return the next offset of each partition of {@code announces}, up to which they are
     *     complete; empty: unknown
     */
    Map<Integer, Long> read();

    /** Whether there were any. */
    boolean hasFound();

    /** Whether peers are arriving. */
    boolean isReading();
  }

  /**
   * Starts to read: what is stored first.
   *
   * @param clock says which announces are too old to be entered
   */
  public AnnounceTail(
      KafkaSettings kafka,
      TrackerCore core,
      StoredPeers stored,
      SilenceClock clock,
      MeterRegistry metrics) {
    this.kafka = kafka;
    this.own = new AnnounceOrigin(core.process().node().id(), core.process().node().boot());
    this.clock = clock;
    this.scale = core.process().scale();
    this.lifetime = core.policy().peerLifetime();
    this.sessions = new RemoteSessions(core.state());
    this.away = core.process().outages().of(DrillKind.NO_KAFKA);
    this.stored = stored;
    this.entered = counter(metrics, "accepted");
    this.unreadable = counter(metrics, "unreadable");
    this.task = BackgroundTask.start("tail", this::run);
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

  /** Waits until what is stored has been read, or could not be; false: not within this time. */
  public boolean awaitStored(Duration patience) throws InterruptedException {
    return storedRead.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether stored peers are arriving. */
  public boolean isReadingStored() {
    return stored.isReading();
  }

  /** Whether stored peers were found. */
  public boolean hasStored() {
    return storedRead.getCount() == 0 && stored.hasFound();
  }

  /** Whether the log can be read. */
  public boolean isConnected() {
    return connected;
  }

  /** The next offset to be read of each partition. */
  public Map<Integer, Long> positions() {
    return positions;
  }

  /** Records that are not read yet, as the last answers of Kafka had it; null: not known. */
  public @Nullable Long lag() {
    long now = lag;
    return now == UNKNOWN ? null : now;
  }

  private void run(BackgroundTask running) {
    if (storedRead.getCount() > 0) {
      positions.putAll(stored.read());
      storedRead.countDown();
    }
    if (away.isOn()) {
      return; // and again in a second
    }
    try (var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()))) {
      follow(consumer, running);
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("announces of other nodes cannot be read from Kafka; trying again");
    } finally {
      connected = false;
      lag = UNKNOWN;
    }
  }

  /**
   * The broker answers when it has {@link #FETCH_BYTES}, or at the latest after {@link
   * #FETCH_WAIT_MS}: a fetch for each batch of the producers costs more than reading the batch. A
   * peer is known everywhere within that time and the producer's.
   */
  private static Map<String, Object> settings() {
    return Map.ofEntries(
        Map.entry("client.id", "ingress-tail"),
        Map.entry("key.deserializer", ByteArrayDeserializer.class),
        Map.entry("value.deserializer", ByteArrayDeserializer.class),
        Map.entry("enable.auto.commit", false),
        Map.entry("auto.offset.reset", "earliest"),
        Map.entry("isolation.level", "read_committed"),
        Map.entry("fetch.min.bytes", FETCH_BYTES),
        Map.entry("fetch.max.wait.ms", FETCH_WAIT_MS),
        Map.entry("max.poll.records", 5000),
        Map.entry("default.api.timeout.ms", 10_000));
  }

  private void follow(Consumer<byte[], byte[]> consumer, BackgroundTask running) {
    var partitions =
        consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    var ends = consumer.endOffsets(partitions);
    long sinceMs = clock.realMs() - scale.real(lifetime).toMillis();
    seek(consumer, positions, ends, sinceMs);
    connected = true;
    while (!running.isClosing() && !away.isOn()) {
      for (var event : consumer.poll(POLL)) {
        enter(event);
      }
      long behind = 0;
      for (var partition : partitions) {
        positions.put(partition.partition(), consumer.position(partition));
        behind += consumer.currentLag(partition).orElse(0);
      }
      lag = behind;
      caughtUp |=
          ends.entrySet().stream()
              .allMatch(
                  end -> positions.getOrDefault(end.getKey().partition(), 0L) >= end.getValue());
    }
  }

  /**
   * Goes to what is known, but not further back than a time, before which no announce counts. A
   * position beyond the end is of a log that has lost its end: as if none were known.
   *
   * @param positions by partition number
   * @param sinceMs real time, since 1970
   */
  static void seek(
      Consumer<byte[], byte[]> consumer,
      Map<Integer, Long> positions,
      Map<TopicPartition, Long> ends,
      long sinceMs) {
    var wanted = new HashMap<TopicPartition, Long>();
    ends.keySet().forEach(partition -> wanted.put(partition, sinceMs));
    consumer
        .offsetsForTimes(wanted)
        .forEach((partition, found) -> {
          var position = positions.get(partition.partition());
          long end = ends.getOrDefault(partition, 0L);
          if (found == null) {
            consumer.seekToEnd(List.of(partition));
          } else if (position == null || position > end) {
            consumer.seek(partition, found.offset());
          } else {
            consumer.seek(partition, Math.max(position, found.offset()));
          }
        });
  }

  private void enter(ConsumerRecord<byte[], byte[]> event) {
    if (own.published(event.value())) {
      return;
    }
    try {
      switch (values.deserialize(event.topic(), event.value())) {
        case null -> unreadable.increment(); // as below
        case Announced announced when announced.getAddressKey() == 0 ->
            enter(session(announced, event.timestamp(), new EffectiveTime(scale)));
        default -> {
          // a tick, or an announce whose address is sealed
        }
      }
    } catch (SerializationException _) {
      unreadable.increment(); // scoring writes it to the dead letters
    }
  }

  private void enter(RemoteSessions.Session session) {
    if (session.order().receivedAtMs() >= clock.nowMs() - lifetime.toMillis()) {
      sessions.enter(session);
      entered.increment();
    }
  }

  /**
   * The session as of an announce.
   *
   * @param appendedAtMs the record's timestamp (LogAppendTime); real
   */
  static RemoteSessions.Session session(
      Announced announced, long appendedAtMs, EffectiveTime time) {
    return new RemoteSessions.Session(
        announced.getInfoHash(),
        announced.getPeerId(),
        new Owner(announced.getClientId(), announced.getIdentity() == Identity.KEY),
        new Endpoint(announced.getAddress(), announced.getPort()),
        new State(announced.getEvent(), announced.getLeft()),
        new Order(
            time.of(announced.getReceivedAtMs(), appendedAtMs),
            announced.getSessionStartedAtMs(),
            announced.getEventId()));
  }

  @Override
  public void close() {
    task.close();
  }
}
