package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.member.MemberRecord;
import equilibrium.platform.member.ProgramFigures;
import equilibrium.platform.member.VitalsReport;
import equilibrium.schemas.event.DrillKind;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The election of the one node that writes ticks, on a real broker. */
@ExtendWith(Servers.class)
class MembershipIT {
  private static final long HOUR = 3_600_000;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ClockCheck check = new ClockCheck(metrics);
  private KafkaSettings kafka;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(1);
    try (var admin = new TopicAdmin(kafka)) {
      assertThat(admin.create()).isNotEmpty();
    }
  }

  @Test
  void oneNodeIsElectedAndAnotherReplacesIt() {
    try (var first = member(1)) {
      Await.until("the first node is elected", first::isOwner);
      try (var second = member(2)) {
        Await.until("one of two nodes is elected", () -> first.isOwner() != second.isOwner());
        var leaving = first.isOwner() ? first : second;
        var staying = first.isOwner() ? second : first;

        leaving.close();

        Await.until("the other owns", staying::isOwner);
        assertThat(leaving.isOwner()).isFalse();
      }
    }
  }

  @Test
  void aDeafNodeIsReplacedAndHasItsTurnAgain() {
    var process = process(1, System::currentTimeMillis);
    var deaf = process.outages().of(DrillKind.DEAF);
    try (var first = member(process)) {
      Await.until("the first node is elected", first::isOwner);
      try (var second = member(2)) {
        deaf.begin(Duration.ofMinutes(10));
        Await.until("the other owns", second::isOwner);
        assertThat(first.isOwner()).isFalse();

        deaf.end();
      }

      Await.until("the first owns again", first::isOwner);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, HOUR, -24 * HOUR})
  void theClockIsComparedWithTheBrokers(long aheadMs) {
    TrackerClock clock = () -> System.currentTimeMillis() + aheadMs;
    try (var _ = member(3, clock)) {
      Await.until("the clock was compared", () -> check.offsetMs() != null);

      assertThat(check.offsetMs()).isCloseTo(aheadMs, within(5_000L));
      assertThat(check.isOff()).isEqualTo(aheadMs != 0);
      assertThat(metrics.get("equilibrium_clock_offset_seconds").gauge().value())
          .isCloseTo(aheadMs / 1000.0, within(5.0));
    }
  }

  @Test
  void clocksAreComparedBeforeTheNodeIsAMember() {
    TrackerClock clock = () -> System.currentTimeMillis() + HOUR;

    Await.until(
        "the clock was compared",
        () -> {
          Membership.compareClocks(kafka, process(4, clock), check);
          return check.offsetMs() != null;
        });

    assertThat(check.offsetMs()).isCloseTo(HOUR, within(5_000L));
  }

  @Test
  void withoutKafkaNoClocksAreComparedAndTheStartGoesOn() {
    var away = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 1, 1);
    long startNs = System.nanoTime();

    Membership.compareClocks(away, process(5, System::currentTimeMillis), check);

    assertThat(check.offsetMs()).isNull();
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(10));
  }

  private Membership member(int node) {
    return member(node, System::currentTimeMillis);
  }

  private Membership member(int node, TrackerClock clock) {
    return member(process(node, clock));
  }

  private Membership member(ProcessContext process) {
    var record = new MemberRecord(process.node(), "ingress", List.of());
    var vitals = new VitalsReport(metrics, process.scale(), record, () -> ProgramFigures.NONE);
    return new Membership(
        kafka, process, List.of(), check, new Membership.Figures(Map::of, vitals));
  }

  private static ProcessContext process(int node, TrackerClock clock) {
    return new ProcessContext(new Node(node, 1), clock, TimeScale.REAL);
  }
}
