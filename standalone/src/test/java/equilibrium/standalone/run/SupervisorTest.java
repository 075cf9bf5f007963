package equilibrium.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Fault;
import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Program;
import equilibrium.platform.TimeScale;
import equilibrium.platform.drill.Outage;
import equilibrium.testing.Await;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SupervisorTest {
  private final Platform platform =
      new Platform(
          new Node(1, 1),
          TimeScale.REAL,
          new KafkaSettings(Map.of(), 8, 1),
          new PostgresSettings("jdbc:postgresql:none", Map.of()),
          new Health(),
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  private final Outage outage = new Outage();
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicBoolean live = new AtomicBoolean(true);

  @Test
  void aProgramThatIsNoLongerLiveIsClosedAndStartedAgain() throws Exception {
    try (var supervisor = Supervisor.start("test", platform, outage, this::program)) {
      supervisor.awaitFirstStart();
      live.set(false);
      Await.until("two restarts", () -> supervisor.status().restarts() >= 2);

      assertThat(supervisor.status().trouble()).isEqualTo("planted");
      assertThat(closed).hasValueGreaterThanOrEqualTo(2);
      assertThat(platform.health().isLive()).isTrue();

      live.set(true);
      Await.until("up again", () -> supervisor.status().up());
      assertThat(platform.metrics().scrape())
          .contains("equilibrium_program_up{program=\"test\"} 1.0");
    }
  }

  @Test
  void aProgramThatDoesNotStartIsTriedAgainAndSaidToBeDown() throws Exception {
    var away = new AtomicBoolean(true);
    try (var supervisor =
        Supervisor.start(
            "test",
            platform,
            outage,
            own -> {
              if (away.get()) {
                throw new Fault("Kafka does not answer");
              }
              return program(own);
            })) {
      supervisor.awaitFirstStart();

      assertThat(supervisor.status().up()).isFalse();
      assertThat(supervisor.status().trouble()).isEqualTo("Kafka does not answer");
      assertThat(platform.metrics().scrape())
          .contains(
              "# HELP equilibrium_program_up", "equilibrium_program_up{program=\"test\"} 0.0");

      away.set(false);
      Await.until("started", () -> supervisor.status().up());
      assertThat(supervisor.status().restarts()).isPositive();
    }
  }

  @Test
  void aProgramIsStoppedWhileADrillIsOnAndThatIsNoFailure() throws Exception {
    try (var supervisor = Supervisor.start("test", platform, outage, this::program)) {
      supervisor.awaitFirstStart();
      outage.begin(Duration.ofMinutes(10));
      var stopped = new Supervisor.Status(false, 0, "stopped by a drill");
      Await.until("it is stopped", () -> supervisor.status().equals(stopped));
      assertThat(closed).hasValue(1);

      outage.end();
      Await.until("up again", () -> supervisor.status().up());
      assertThat(supervisor.status().restarts()).isZero();
      assertThat(starts).hasValue(2);
    }
  }

  /** The health of the run that is over must not be shown any more. */
  @Test
  void theStatusOfANewRunReplacesThatOfTheOldOne() throws Exception {
    try (var supervisor = Supervisor.start("test", platform, outage, this::program)) {
      supervisor.awaitFirstStart();
      assertThat(platform.health().facts().get("test")).asString().contains("run=1");

      live.set(false);
      Await.until("a restart", () -> supervisor.status().restarts() >= 1);
      live.set(true);

      Await.until("up again", () -> supervisor.status().up());
      assertThat(platform.health().facts().get("test")).asString().contains("run=" + starts.get());
      assertThat(starts).hasValueGreaterThan(1);
    }
  }

  @Test
  void closingEndsTheWaitForTheNextStart() throws Exception {
    live.set(false);
    var supervisor = Supervisor.start("test", platform, outage, this::program);
    Await.until("the third wait, 4 s", () -> starts.get() == 3 && closed.get() == 3);
    long fromNs = System.nanoTime();

    supervisor.close();

    assertThat(System.nanoTime() - fromNs).isLessThan(3_000_000_000L);
    assertThat(closed).hasValue(3);
  }

  private Program program(Platform own) {
    int run = starts.incrementAndGet();
    own.health().live("test", live::get);
    own.health().status("test", () -> Map.of("run", run, "trouble", live.get() ? "" : "planted"));
    return closed::incrementAndGet;
  }
}
