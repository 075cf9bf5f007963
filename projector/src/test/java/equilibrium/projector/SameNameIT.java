package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

/** Another member of the projector's group under its name, as Kafka sees it. */
class SameNameIT extends RebuildFixture {

  /** A request to join that a stalled broker reads late looks the same. */
  @Test
  void oneThatComesOnceIsAnInterruption() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 3);
      log.awaitProjected(postgres);

      joinAndAwaitRestart(1);
      logEverything(3, 6);
      log.awaitProjected(postgres);

      assertThat(facts()).contains("RUNNING").doesNotContain("FAILED");
    }
    assertEqualsAFreshFold();
  }

  @Test
  void oneThatComesAgainAndAgainEndsIt() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 3);
      log.awaitProjected(postgres);

      joinAndAwaitRestart(1);
      joinAndAwaitRestart(2);
      join(() -> facts().contains("FAILED"));

      assertThat(facts()).contains("each needs a data folder of its own");
      assertThat(platform.health().isLive()).isFalse();
    }
  }

  private void joinAndAwaitRestart(int number) {
    var restarts = "equilibrium_projector_restarts_total %d.0".formatted(number);
    join(() -> platform.metrics().scrape().contains(restarts));
    Await.until("the projector runs again", () -> facts().contains("RUNNING"));
  }

  /** Joins the group, and stays until the projector has noticed. */
  private void join(BooleanSupplier hasNoticed) {
    try (var other = log.memberOfTheProjectorsGroup(platform.node())) {
      Await.until(
          "the projector has noticed",
          () -> {
            other.poll(Duration.ofMillis(100));
            return hasNoticed.getAsBoolean();
          });
    } catch (FencedInstanceIdException _) {
      Await.until("the projector has noticed", hasNoticed::getAsBoolean); // it has joined again
    }
  }
}
