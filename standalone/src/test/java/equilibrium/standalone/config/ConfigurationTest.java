package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void upHasTheDefaultsOfOneBroker() {
    var up = read(Way.WHOLE, Map.of());
    var single = read(Way.SINGLE, Map.of());

    assertThat(up.platform().kafka().partitions()).isEqualTo(8);
    assertThat(up.platform().kafka().replication()).isEqualTo(1);
    assertThat(up.platform().ops().getPort()).isEqualTo(8080);
    assertThat(single.platform().kafka().partitions()).isEqualTo(64);
    assertThat(single.platform().kafka().replication()).isEqualTo(3);
    assertThat(single.platform().ops().getPort()).isEqualTo(9100);
  }

  @Test
  void anOperatorsSettingOverridesTheDefaultOfUp() {
    var up = read(Way.WHOLE, Map.of("kafka.partitions", "3"));

    assertThat(up.platform().kafka().partitions()).isEqualTo(3);
  }

  @Test
  void commandsFindWhatUpServesWhereverThatIs() throws IOException {
    Files.writeString(folder.resolve("postgres-password"), "secret\n");
    var moved = Map.of("embedded.kafka-port", "1092", "embedded.postgres-port", "1432");

    var platform = read(Way.SINGLE, moved).platform();

    assertThat(platform.kafka().clients()).containsEntry("bootstrap.servers", "127.0.0.1:1092");
    assertThat(platform.postgres().url()).isEqualTo("jdbc:postgresql://127.0.0.1:1432/equilibrium");
    assertThat(platform.postgres().driver())
        .containsEntry("user", "ingress")
        .containsEntry("password", DatabaseRole.INGRESS.password("secret"));
  }

  @Test
  void thePasswordIsNotShown() throws IOException {
    Files.writeString(folder.resolve("postgres-password"), "secret\n");

    assertThat(read(Way.SINGLE, Map.of()).effective())
        .containsEntry("postgres.password", "(secret)");
  }

  @Test
  void anEmptyUserOrPasswordMeansTheOnesOfTheCommand() throws IOException {
    Files.writeString(folder.resolve("postgres-password"), "secret\n");

    var platform =
        read(Way.SINGLE, Map.of("postgres.user", "", "postgres.password", "")).platform();

    assertThat(platform.postgres().driver())
        .containsEntry("user", "ingress")
        .containsEntry("password", DatabaseRole.INGRESS.password("secret"));
  }

  @Test
  void upRefusesAnotherKafkaThanItsOwn() {
    assertThatThrownBy(() -> read(Way.WHOLE, Map.of("kafka.bootstrap.servers", "elsewhere:9092")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("kafka.bootstrap.servers is elsewhere:9092")
        .hasMessageContaining("embedded.kafka-port");
  }

  @Test
  void problemsOfAllProgramsAreReportedAtOnce() {
    var wrong = Map.of("ingress.port", "x", "scoring.threads", "0", "projector.strange", "1");

    assertThatThrownBy(() -> read(Way.SINGLE, wrong))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("ingress.port is \"x\"")
        .hasMessageContaining("scoring.threads is \"0\"")
        .hasMessageContaining("unknown key projector.strange");
  }

  private Configuration read(Way way, Map<String, String> settings) {
    var overrides = new HashMap<>(settings);
    overrides.put("data.folder", folder.toString());
    return Configuration.read(way, DatabaseRole.INGRESS, new Sources(null, Map.of(), overrides));
  }
}
