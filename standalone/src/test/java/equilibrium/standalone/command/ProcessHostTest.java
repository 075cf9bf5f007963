package equilibrium.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.process.Host.Command;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessHostTest {
  @TempDir Path folder;

  @Test
  void aProcessRunsInItsOwnFolderAndUsesTheServersThatItIsTold() {
    var host =
        new ProcessHost(
            Map.of("kafka.bootstrap.servers", "production:9092", "limits.peers-per-address", "5"));

    var builder =
        host.builder(
            new Command(
                List.of("ingress", "--set=kafka.bootstrap.servers=127.0.0.1:1"),
                Map.of("TZ", "UTC"),
                List.of("nice", "--")),
            folder.resolve("ingress.log"));

    assertThat(builder.directory()).isEqualTo(folder.toFile());
    assertThat(builder.environment()).containsEntry("TZ", "UTC");
    assertThat(builder.command())
        .startsWith("nice", "--")
        .contains("--set=kafka.bootstrap.servers=127.0.0.1:1", "--set=limits.peers-per-address=5")
        .noneMatch(argument -> argument.contains("production"));
  }

  @Test
  void itInheritsNoSettings() {
    var environment = new HashMap<>(Map.of("PATH", "/bin", "EQUILIBRIUM_POSTGRES_URL", "jdbc:x"));

    ProcessHost.withoutSettings(environment);

    assertThat(environment).containsOnlyKeys("PATH");
  }
}
