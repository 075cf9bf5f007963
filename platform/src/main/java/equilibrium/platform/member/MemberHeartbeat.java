package equilibrium.platform.member;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Platform;
import equilibrium.platform.drill.NodeDrills;
import equilibrium.platform.drill.Outages;
import equilibrium.schemas.event.DrillKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to topic {@code members} every 30 s (tracker time, at least every 250 ms) that a program
 * runs, and when it is closed that it left; in between its {@link VitalsReport}. While Kafka is
 * away nothing is written and nothing waits. A drill may kill the program, if its process allows
 * that. An ingress writes its own, with its view, and obeys more kinds.
 */
public final class MemberHeartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberHeartbeat.class);

  /** Tracker time between two records of one program. */
  public static final Duration EVERY = Duration.ofSeconds(30);

  /** Real time between two records, however fast the tracker's time runs. */
  public static final Duration SHORTEST = Duration.ofMillis(250);

  private final Platform platform;
  private final MemberRecord record;
  private final VitalsReport vitals;
  private final Duration every;
  private final Outages outages;
  private final @Nullable NodeDrills drills;
  private final BackgroundTask task;

  private MemberHeartbeat(Platform platform, MemberRecord record) {
    this.platform = platform;
    this.record = record;
    this.vitals = new VitalsReport(platform, record);
    var real = platform.scale().real(EVERY);
    this.every = real.compareTo(SHORTEST) < 0 ? SHORTEST : real;
    this.outages =
        new Outages(platform.drills().contains(DrillKind.KILL) ? Set.of(DrillKind.KILL) : Set.of());
    this.drills = outages.kinds().isEmpty() ? null : obey();
    this.task = BackgroundTask.start(record.program() + "-member", this::write);
  }

  /** Starts writing; returns at once. */
  public static MemberHeartbeat start(Platform platform, MemberRecord record) {
    return new MemberHeartbeat(platform, record);
  }

  private NodeDrills obey() {
    return NodeDrills.start(
        platform.kafka(),
        new NodeDrills.Program(record.id(), record.program(), record.node().boot()),
        outages,
        drill -> UrgentReport.send(platform.kafka(), List.of(present(drill), vitals.now())));
  }

  private ProducerRecord<byte[], byte[]> present(String drill) {
    var doing = new MemberRecord.Doing(Map.of(), false, outages.kinds(), drill);
    return record.present(platform.clock().nowMs(), doing);
  }

  private void write(BackgroundTask running) {
    try (var producer = new KafkaProducer<byte[], byte[]>(platform.kafka().with(settings()))) {
      long dueNs = System.nanoTime();
      do {
        if (System.nanoTime() - dueNs >= 0) {
          dueNs = System.nanoTime() + every.toNanos();
          var _ = producer.send(present(""));
        }
        vitals.sendIfDue(producer);
      } while (!running.isClosed(vitals.untilDue()));
      var _ = producer.send(record.gone());
      producer.close(Duration.ofSeconds(2));
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("program", record.program())
          .addKeyValue("cause", e.getMessage())
          .log("cannot write to topics members and vitals; retrying");
    }
  }

  private Map<String, Object> settings() {
    return Map.of(
        "client.id",
        record.program() + "-member",
        "acks",
        "all",
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "max.block.ms",
        1_000);
  }

  @Override
  public void close() {
    if (drills != null) {
      drills.close();
    }
    task.close();
  }
}
