package equilibrium.analyst.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void inAPipeProgressIsLinesOfPlainText() {
    try (var progress =
        new Progress(new PrintStream(printed, true, UTF_8), 4_000, false, Duration.ofMillis(1))) {
      progress.add(1_000);
      Await.until("some lines", () -> printed.toString(UTF_8).lines().count() > 3);
    }

    assertThat(printed.toString(UTF_8).split("\n", -1))
        .filteredOn(line -> !line.isEmpty())
        .allSatisfy(line ->
            assertThat(line)
                .matches(
                    "[\\d,]+ of 4,000 offsets \\(\\d+ %\\), [\\d,]+ a second, [\\d,]+ s left"));
  }

  @Test
  void aQuietRunPrintsNothing() {
    var loud = new ByteArrayOutputStream();
    var period = Duration.ofMillis(1);
    try (var progress = new Progress(new PrintStream(printed, true, UTF_8), 4_000, true, period);
        var _ = new Progress(new PrintStream(loud, true, UTF_8), 4_000, false, period)) {
      progress.add(1_000);
      Await.until("a loud one prints", () -> loud.toString(UTF_8).lines().count() > 3);
    }

    assertThat(printed.toString(UTF_8)).isEmpty();
  }
}
