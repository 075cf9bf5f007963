package equilibrium.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.process.Host;
import equilibrium.bench.process.Host.Command;
import equilibrium.platform.PostgresSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultBenchTest {
  @TempDir Path folder;

  /** Cannot start any process. */
  private static final class NoHost implements Host {
    @Override
    public Process start(Command command, Path log) {
      throw new IllegalStateException("no process today");
    }

    @Override
    public PostgresSettings postgres(Path data, int port) {
      throw new IllegalStateException("no database today");
    }
  }

  @Test
  void aScenarioThatBreaksIsAFailureAndTheNextOneIsRun() throws Exception {
    var printed = new ByteArrayOutputStream();
    var results = folder.resolve("results.md");

    boolean good =
        new FaultBench(new NoHost(), new PrintStream(printed, true, UTF_8))
            .run(List.of("up-killed", "up-frozen"), results);

    assertThat(good).isFalse();
    assertThat(printed.toString(UTF_8))
        .contains("up-killed: FAILED: it could not be run to its end", "no process today")
        .contains("up-frozen: FAILED: it could not be run to its end");
    assertThat(results).content().contains("| up-killed | 10 |", "| up-frozen | 3 |");
  }
}
