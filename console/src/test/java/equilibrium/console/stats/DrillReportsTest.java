package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.console.live.Hub;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Drill;
import equilibrium.console.shape.Drill.Handover;
import equilibrium.console.shape.Verdict;
import equilibrium.console.vitals.VitalsHistory;
import equilibrium.platform.TimeScale;
import equilibrium.platform.drill.DrillParts;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.NodeDrill;
import equilibrium.schemas.event.Vitals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrillReportsTest {
  private static final long A = 17;
  private static final long B = 18;
  private static final long FAR = System.currentTimeMillis() + 60_000;
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Verdict GOOD = new Verdict("good", "all is well", List.of());
  private static final Verdict BAD = new Verdict("bad", "Kafka is away", List.of());

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger up = new AtomicInteger(1);
  private final DrillParts parts = new DrillParts();
  private final Nodes nodes = new Nodes(TimeScale.REAL, System::currentTimeMillis);
  private final VitalsHistory vitals = new VitalsHistory();
  private final DrillReports reports =
      new DrillReports(parts, new DrillReports.Sources(nodes, vitals, metrics), new Hub(1));

  @Test
  void aCardHasTheCountsTheWorstVerdictAndTheRecovery() {
    var outage = parts.add("kafka");
    Gauge.builder("equilibrium_kafka_up", up::get).register(metrics);
    metrics.counter("equilibrium_events_total", "outcome", "recorded").increment(5);
    metrics.counter("equilibrium_events_total", "outcome", "unrecorded").increment(1);

    var begun = reports.begin("kafka", LONG, "desk");
    metrics.counter("equilibrium_events_total", "outcome", "recorded").increment(2);
    metrics.counter("equilibrium_events_total", "outcome", "unrecorded").increment(3);
    up.set(0);
    reports.see(BAD);
    assertThat(outage.isOn()).isTrue();
    reports.end("kafka");
    reports.see(GOOD);
    var recovering = reports.board().drills().getFirst();
    up.set(1);
    reports.see(GOOD);
    var over = reports.board().drills().getFirst();

    assertThat(outage.isOn()).isFalse();
    assertThat(begun.state()).isEqualTo("running");
    assertThat(begun.answered()).isZero();
    assertThat(recovering.state()).isEqualTo("recovering");
    assertThat(recovering.recoverySeconds()).isNull();
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.recoverySeconds()).isNotNegative();
    assertThat(over.answered()).isEqualTo(5);
    assertThat(over.notRecorded()).isEqualTo(3);
    assertThat(over.worst()).isEqualTo("bad");
    assertThat(over.worstText()).isEqualTo("Kafka is away");
    assertThat(over.by()).isEqualTo("desk");
  }

  @Test
  void aDrillEndsByItsOwnTime() {
    var outage = parts.add("kafka");

    var _ = reports.begin("kafka", Duration.ZERO, "desk");
    reports.see(GOOD);

    assertThat(outage.isOn()).isFalse();
    assertThat(reports.board().drills().getFirst().state()).isEqualTo("over");
  }

  @Test
  void oneDrillRunsAtATime() {
    parts.add("kafka");
    parts.add("scoring");
    var _ = reports.begin("kafka", LONG, "desk");

    assertThatThrownBy(() -> reports.begin("scoring", LONG, "ben"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a drill of kafka is on until");
    assertThat(parts.add("scoring").isOn()).isFalse();

    reports.end("kafka");
    var next = reports.begin("scoring", LONG, "ben");
    assertThat(next.state()).isEqualTo("running");
    assertThat(reports.board().drills().getLast().state()).isEqualTo("over");
  }

  @Test
  void whileOneIsOrderedOthersAreRefused() {
    report(A, 1, true, "");
    report(B, 1, false, "");
    var order = reports.order("17", "deaf", LONG, "desk");

    assertThatThrownBy(() -> reports.order("18", "deaf", LONG, "ben"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("another drill is being ordered");
    reports.orderIsOver();

    assertThat(reports.order("18", "deaf", LONG, "ben").getNode()).isEqualTo(B);
    assertThat(order.getNode()).isEqualTo(A);
  }

  /** As two consoles may order them at the same time. */
  @Test
  void ofTwoDrillsThatAreOnEachCanBeEnded() {
    report(A, 1, true, "");
    report(B, 1, false, "");
    var first = reports.order("17", "deaf", LONG, "desk");
    reports.orderIsOver();
    var second = reports.order("18", "deaf", LONG, "ben");
    reports.orderIsOver();
    var _ = reports.ordered(first);
    var _ = reports.ordered(second);

    reports.demandOn("17");
    reports.demandOn("18");
    reports.take(A, null);

    assertThatThrownBy(() -> reports.demandOn("17")).isInstanceOf(Refused.class);
    reports.demandOn("18");
  }

  @Test
  void aPartThatThereIsNotIsRefusedWithThoseThatThereAre() {
    parts.add("kafka");

    assertThatThrownBy(() -> reports.begin("broker", LONG, "desk"))
        .hasMessageContaining("\"broker\", expected one of: kafka");
    assertThatThrownBy(() -> reports.end("kafka")).hasMessageContaining("no drill of kafka is on");
  }

  @Test
  void aNodeObeysAndAnotherTakesOverItsChores() {
    report(A, 1, true, "");
    report(B, 1, false, "");
    var order = reports.order("17", "deaf", LONG, "desk");

    var ordered = reports.ordered(order);
    reports.see(GOOD);
    assertThat(reports.struck()).isNull();
    report(A, 1, true, "deaf");
    reports.see(GOOD);
    var running = reports.board().drills().getFirst();
    assertThat(reports.struck()).isEqualTo(order);
    report(A, 1, false, "deaf");
    report(B, 1, true, "");
    reports.see(BAD);
    reports.take(A, null);
    reports.see(GOOD);
    var recovering = reports.board().drills().getFirst();
    report(A, 1, false, "");
    reports.see(GOOD);
    var over = reports.board().drills().getFirst();

    assertThat(ordered.state()).isEqualTo("ordered");
    assertThat(ordered.chores()).isEqualTo(new Handover("17", null, null));
    assertThat(running.state()).isEqualTo("running");
    assertThat(recovering.state()).isEqualTo("recovering");
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.kind()).isEqualTo("deaf");
    assertThat(over.worst()).isEqualTo("bad");
    assertThat(over.chores())
        .satisfies(chores -> {
          assertThat(chores.to()).isEqualTo("18");
          assertThat(chores.seconds()).isNotNegative();
        });
    assertThat(reports.struck()).isNull();
  }

  @Test
  void aProcessThatWasKilledIsWellWhenTheNextOneSpeaks() {
    report(A, 1, false, "");
    var _ = reports.ordered(reports.order("17", "kill", LONG, "desk"));

    report(A, 1, false, "kill");
    reports.see(GOOD);
    nodes.take(A, null); // the next process begins
    reports.see(GOOD);
    assertThat(reports.struck()).isNotNull();
    report(A, 2, false, "");
    reports.see(GOOD);

    var over = reports.board().drills().getFirst();
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.until()).isBefore(Instant.now().plusSeconds(60));
    assertThat(over.chores()).isNull();
  }

  @Test
  void aCardOfANodeHasWhatTheNodeSaysOfItsAnnounces() {
    report(A, 1, false, "");
    say(1, 100, 2, 0);
    var _ = reports.ordered(reports.order("17", "no-kafka", LONG, "desk"));

    report(A, 1, false, "no-kafka");
    say(1, 130, 5, 20);
    reports.see(GOOD);
    reports.take(A, null);
    report(A, 1, false, "");
    reports.see(GOOD);
    var silent = reports.board().drills().getFirst();
    say(1, 140, 6, 25);
    reports.see(GOOD);
    var full = reports.board().drills().getFirst();
    say(1, 150, 6, 0);
    reports.see(GOOD);
    var over = reports.board().drills().getFirst();

    assertThat(silent.state()).isEqualTo("recovering"); // it has said nothing since the end
    assertThat(full.state()).isEqualTo("recovering"); // events wait on its disk
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.answered()).isEqualTo(50);
    assertThat(over.notRecorded()).isEqualTo(4);
    assertThat(over.recoverySeconds()).isNotNegative();
  }

  @Test
  void aCardAddsWhatTheNextProcessOfTheNodeCounts() {
    report(A, 1, false, "");
    say(1, 100, 0, 0);
    var _ = reports.ordered(reports.order("17", "kill", LONG, "desk"));

    report(A, 1, false, "kill");
    say(1, 110, 0, 0);
    reports.see(GOOD);
    report(A, 2, false, "");
    reports.see(GOOD);
    var waiting = reports.board().drills().getFirst();
    say(2, 7, 0, 0);
    reports.see(GOOD);

    var over = reports.board().drills().getFirst();
    assertThat(waiting.state()).isEqualTo("recovering");
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.answered()).isEqualTo(17);
  }

  @Test
  void aDrillThatANodeNeverSpokeOfIsIgnored() {
    report(A, 1, false, "");
    var _ = reports.ordered(reports.order("17", "no-kafka", Duration.ZERO, "desk"));

    reports.see(GOOD);

    assertThat(reports.board().drills().getFirst().state()).isEqualTo("ignored");
  }

  @Test
  void anOrderOfAnotherConsoleHasACardOnce() {
    var order = new NodeDrill(A, "ingress", 1L, DrillKind.DEAF, 0L, FAR, "ben");

    reports.take(A, order);
    reports.take(A, order);
    reports.take(A, new NodeDrill(A, "ingress", 1L, DrillKind.DEAF, 0L, 1L, "over"));

    parts.add("kafka");
    assertThat(reports.board().drills()).singleElement().returns("ben", Drill::by);
    assertThatThrownBy(() -> reports.begin("kafka", LONG, "desk"))
        .hasMessageContaining("a drill of ingress of node 17 is on until");
  }

  @Test
  void aNodeThatObeysNoDrillsIsRefusedWithThoseThatDo() {
    assertThatThrownBy(() -> reports.order("17", "deaf", LONG, "desk"))
        .hasMessageContaining("\"17\", but no program obeys drills: see setting drills.allowed");
    report(A, 1, false, "");

    assertThatThrownBy(() -> reports.order("19", "deaf", LONG, "desk"))
        .hasMessageContaining("\"19\", expected one of: 17");
    assertThatThrownBy(() -> reports.order("17", "unknown", LONG, "desk"))
        .hasMessageContaining("\"unknown\", expected one of: deaf, kill, no-kafka");
  }

  private void say(long boot, long answered, long notRecorded, long spooled) {
    long now = System.currentTimeMillis();
    var said =
        Vitals.newBuilder()
            .setNode(A)
            .setProgram("ingress")
            .setBoot(boot)
            .setAtMs(now)
            .setAnswered(answered)
            .setNotRecorded(notRecorded)
            .setSpooled(spooled)
            .build();
    vitals.take(A, said, now);
  }

  private void report(long node, long boot, boolean chores, String drill) {
    nodes.take(
        node,
        new Member(
            node,
            boot,
            "ingress",
            "0.1.0",
            List.of(),
            System.currentTimeMillis(),
            List.of(),
            "",
            chores,
            List.of("deaf", "kill", "no-kafka"),
            drill));
  }
}
