package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.check.Check;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what {@code peer check} costs. It takes a minute or two; it runs only when named. */
class PeerCheckFigures {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration EACH = Duration.ofSeconds(15);
  private static final long SECOND_NS = 1_000_000_000;

  /** All checks come from one address. */
  private static final Map<String, String> NO_LIMITS =
      Map.of("limits.requests-per-address", "0", "limits.new-swarms-per-address", "0");

  @TempDir Path folder;

  @Test
  void checksASecondAndProcessorTime() throws Exception {
    try (var tracker = ChildTracker.on(folder.resolve("data"), folder.resolve("log"), NO_LIMITS)) {
      for (var url : new String[] {tracker.announceUrl(), tracker.udpUrl()}) {
        run(url, 0); // loads classes
        System.out.printf("%s: %.1f checks/s, one after the other%n", url, run(url, 0));
        var before = cpuTime();
        double rate = run(url, SECOND_NS);
        System.out.printf(
            "%s: %.1f checks/s take %.1f %% of a core%n",
            url, rate, 100.0 * cpuTime().minus(before).toMillis() / EACH.toMillis());
      }
    }
  }

  /** Checks a second; at most one in each pause. */
  private static double run(String url, long pauseNs) throws InterruptedException {
    long startNs = System.nanoTime();
    int checks = 0;
    long nextNs = startNs;
    while (System.nanoTime() - startNs < EACH.toNanos()) {
      assertThat(Check.of(url, PATIENCE).fault()).isNull();
      checks++;
      nextNs += pauseNs;
      Thread.sleep(Math.max(0, (nextNs - System.nanoTime()) / 1_000_000));
    }
    return checks * 1e9 / (System.nanoTime() - startNs);
  }

  private static Duration cpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }
}
