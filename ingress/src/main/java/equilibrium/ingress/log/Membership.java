package equilibrium.ingress.log;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.drill.Outages;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import equilibrium.platform.member.MemberRecord.Doing;
import equilibrium.platform.member.UrgentReport;
import equilibrium.platform.member.VitalsReport;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Tick;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports this node as a member, with its figures, and elects the one node that writes ticks. A
 * tick in every partition of {@code announces} lets time pass in scoring where no client announces.
 * The node that Kafka's consumer group assigns the single partition of {@code members} writes them.
 * While a drill makes this node deaf, or keeps it from Kafka, it is not in the group.
 */
public final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration TICK = MemberHeartbeat.EVERY;
  private static final Duration SHORTEST = MemberHeartbeat.SHORTEST;

  /** Longest wait for the first comparison of clocks. */
  private static final Duration ONCE = Duration.ofSeconds(3);

  private final KafkaSettings kafka;
  private final Node node;
  private final MemberRecord record;
  private final Outages outages;
  private final TrackerClock clock;
  private final Duration every;
  private final Supplier<Map<Integer, Long>> positions;
  private final VitalsReport vitals;
  private final ClockCheck check;
  private final Serializer<SpecificRecord> ticks = Topics.ANNOUNCES.value().serializer();
  private final BackgroundTask task;
  private volatile boolean owner;

  /**
   * What this node says of itself.
   *
   * @param positions next offset of each partition of {@code announces} to be read by it
   */
  public record Figures(Supplier<Map<Integer, Long>> positions, VitalsReport vitals) {}

  /**
   * Joins the group.
   *
   * @param addresses announce URLs of this node
   * @param check learns the broker's time of each report
   */
  public Membership(
      KafkaSettings kafka,
      ProcessContext process,
      List<String> addresses,
      ClockCheck check,
      Figures figures) {
    this.kafka = kafka;
    this.node = process.node();
    this.clock = process.clock();
    var real = process.scale().real(TICK);
    this.every = real.compareTo(SHORTEST) < 0 ? SHORTEST : real;
    this.record = new MemberRecord(node, "ingress", addresses);
    this.outages = process.outages();
    this.positions = figures.positions();
    this.vitals = figures.vitals();
    this.check = check;
    this.task = BackgroundTask.start("membership", this::run);
  }

  /**
   * Compares the clocks once, before peers are read: a node whose clock is ahead would take those
   * of other nodes for silent ones. It reports that this node is no member yet. Waits 3 s at most
   * for Kafka, without which nothing is compared.
   */
  public static void compareClocks(KafkaSettings kafka, ProcessContext process, ClockCheck check) {
    var clock = process.clock();
    try (var producer = new KafkaProducer<byte[], byte[]>(kafka.with(onceSettings()))) {
      long sentMs = clock.realMs();
      var written = producer.send(new MemberRecord(process.node(), "ingress", List.of()).gone());
      long appendedMs = written.get(ONCE.toMillis(), TimeUnit.MILLISECONDS).timestamp();
      check.measured(sentMs, clock.realMs(), appendedMs);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("the clock of this node cannot be compared with Kafka's before peers are read");
    }
  }

  private static Map<String, Object> onceSettings() {
    var settings = new HashMap<>(producerSettings());
    int half = (int) ONCE.toMillis() / 2;
    settings.put("max.block.ms", half);
    settings.put("request.timeout.ms", half);
    settings.put("delivery.timeout.ms", half);
    settings.put("linger.ms", 0);
    return settings;
  }

  /** Whether this node is the elected one, as far as Kafka has said. */
  public boolean isOwner() {
    return owner;
  }

  private void run(BackgroundTask running) {
    if (isWithoutKafka()) {
      return; // and again in a second
    }
    try (var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(consumerSettings()));
        var producer = new KafkaProducer<byte[], byte[]>(kafka.with(producerSettings()))) {
      work(consumer, producer, running);
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("Kafka is unavailable: this node is not reported as a member; trying again");
    } finally {
      owner = false;
    }
  }

  private static Map<String, Object> consumerSettings() {
    return Map.of(
        "client.id",
        "ingress-membership",
        "group.id",
        "equilibrium-ingress",
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class,
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "latest",
        "session.timeout.ms", // of a node that was killed; another is elected within 10 s
        6_000,
        "heartbeat.interval.ms",
        1_500);
  }

  private static Map<String, Object> producerSettings() {
    return Map.of(
        "client.id",
        "ingress-membership",
        "acks",
        "all",
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "max.block.ms",
        5_000);
  }

  private void work(
      KafkaConsumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      BackgroundTask running) {
    long next = System.nanoTime();
    var said = Doing.NOTHING;
    while (!running.isClosing() && !isWithoutKafka()) {
      owner = isElected(consumer, running);
      boolean isDue = System.nanoTime() - next >= 0;
      boolean isOtherDrill = !said.drill().equals(outages.current());
      if (isDue || said.chores() != owner || isOtherDrill) {
        said = doing(outages.current());
        report(producer, said);
      }
      if (isOtherDrill) {
        vitals.send(producer); // what came of it is known at once
      } else {
        vitals.sendIfDue(producer);
      }
      if (isDue) {
        next = System.nanoTime() + every.toNanos();
        if (owner) {
          tick(producer);
        }
      }
    }
    if (running.isClosing()) {
      leave(producer);
    }
  }

  private boolean isWithoutKafka() {
    return outages.of(DrillKind.NO_KAFKA).isOn();
  }

  /** A deaf node is in no group, so that another one is elected. */
  private boolean isElected(KafkaConsumer<byte[], byte[]> consumer, BackgroundTask running) {
    if (outages.of(DrillKind.DEAF).isOn()) {
      owner = false; // before another node can be elected
      consumer.unsubscribe();
      var _ = running.isClosed(SHORTEST);
      return false;
    }
    if (consumer.subscription().isEmpty()) {
      consumer.subscribe(List.of(Topics.MEMBERS.name()));
    }
    consumer.poll(SHORTEST);
    return !consumer.assignment().isEmpty();
  }

  private Doing doing(String drill) {
    return new Doing(positions.get(), owner, outages.kinds(), drill);
  }

  private void report(Producer<byte[], byte[]> producer, Doing doing) {
    long sentMs = clock.realMs();
    var _ =
        producer.send(
            record.present(clock.nowMs(), doing),
            (written, failure) -> {
              if (failure == null && written.hasTimestamp()) {
                check.measured(sentMs, clock.realMs(), written.timestamp());
              }
            });
  }

  /** Reports that a drill of this node is on; returns when Kafka has it. */
  public void reportAhead(String drill) {
    UrgentReport.send(kafka, List.of(record.present(clock.nowMs(), doing(drill)), vitals.now()));
  }

  private void leave(Producer<byte[], byte[]> producer) {
    var _ = producer.send(record.gone());
  }

  private void tick(Producer<byte[], byte[]> producer) {
    var topic = Topics.ANNOUNCES.name();
    var tick = ticks.serialize(topic, new Tick(node.id(), clock.nowMs()));
    for (var partition : producer.partitionsFor(topic)) {
      var _ = producer.send(new ProducerRecord<>(topic, partition.partition(), null, tick));
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
