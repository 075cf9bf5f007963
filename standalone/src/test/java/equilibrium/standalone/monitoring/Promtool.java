package equilibrium.standalone.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus's own checker, which the package {@code prometheus} of Debian installs. */
final class Promtool {
  private static final int PATIENCE_SECONDS = 60;

  /** Its exit status when metrics can be read, and it finds something. */
  private static final int FOUND = 3;

  /** Runs it on these arguments; it must succeed. */
  static void run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = said(process);
    assertThat(process.exitValue()).as(said).isZero();
  }

  /** What it finds in a file's scrape of metrics, one line each; its own words. */
  static List<String> complaints(Path scrape) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(scrape.toFile())
            .redirectErrorStream(true)
            .start();
    var said = said(process).lines().toList();
    assertThat(process.exitValue()).as("%s", said).isIn(0, FOUND);
    return said;
  }

  private static String said(Process process) throws IOException, InterruptedException {
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private Promtool() {}
}
