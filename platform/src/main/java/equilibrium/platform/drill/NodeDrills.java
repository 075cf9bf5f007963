package equilibrium.platform.drill;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.TopicFollower;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.NodeDrill;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys topic {@code drills}, which orders faults of one program of this process. A drill ends by
 * its own time, or with a tombstone, or with the process: one that starts later does not obey it.
 * The connection over which orders come stays, whatever a drill takes away.
 */
public final class NodeDrills implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDrills.class);

  /** As a process that was killed ends: 128 and the number of SIGKILL. */
  private static final int KILLED = 137;

  /**
   * The program that obeys.
   *
   * @param id in topic {@code members}
   * @param name as the command has it
   * @param boot of its process, as its member record has it
   */
  public record Program(long id, String name, long boot) {}

  private final Program program;
  private final Outages outages;
  private final Consumer<String> report;
  private final TopicFollower orders;

  private NodeDrills(
      KafkaSettings kafka, Program program, Outages outages, Consumer<String> report) {
    this.program = program;
    this.outages = outages;
    this.report = report;
    this.orders =
        TopicFollower.start(
            kafka, Topics.DRILLS, program.name() + "-drills", (id, drill, _) -> take(id, drill));
  }

  /**
   * Starts to obey.
   *
   * @param report writes to topic {@code members} that a drill of this kind is on, and returns when
   *     Kafka has it or after some seconds; called before a drill has an effect
   */
  public static NodeDrills start(
      KafkaSettings kafka, Program program, Outages outages, Consumer<String> report) {
    return new NodeDrills(kafka, program, outages, report);
  }

  private void take(long id, @Nullable NodeDrill drill) {
    if (id != program.id()) {
      return;
    }
    if (drill == null) {
      end();
      return;
    }
    switch (Obedience.of(drill, program.boot(), outages, System.currentTimeMillis())) {
      case Obedience.Obeys(Duration time) -> begin(drill, time);
      case Obedience.Ignores() -> {
        // of a former process, or over
      }
      case Obedience.Refuses(String why) ->
          LOG.atWarn()
              .addKeyValue("by", drill.getBy())
              .addKeyValue("cause", why)
              .log("a drill is not obeyed");
    }
  }

  private void begin(NodeDrill drill, Duration time) {
    long startNs = System.nanoTime();
    var kind = EnumText.of(drill.getKind());
    LOG.atWarn()
        .addKeyValue("program", program.name())
        .addKeyValue("kind", kind)
        .addKeyValue("until", Instant.ofEpochMilli(drill.getUntilMs()))
        .addKeyValue("by", drill.getBy())
        .log("a drill begins");
    report.accept(kind);
    if (drill.getKind() == DrillKind.KILL) {
      Runtime.getRuntime().halt(KILLED);
    }
    outages.begin(drill.getKind(), time.minusNanos(System.nanoTime() - startNs));
  }

  private void end() {
    if (!outages.current().isEmpty()) {
      outages.end();
      LOG.atInfo()
          .addKeyValue("program", program.name())
          .log("somebody has ended the drill before its time");
    }
  }

  @Override
  public void close() {
    orders.close();
  }
}
