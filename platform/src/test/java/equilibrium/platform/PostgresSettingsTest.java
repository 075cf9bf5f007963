package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSettingsTest {
  @TempDir private Path folder;

  @Test
  void aPasswordInAFileGoesBeforeTheOther() throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "from the file\n");
    var settings =
        new Settings(
            Map.of("postgres.password", "other"),
            null,
            Map.of("EQUILIBRIUM_POSTGRES_PASSWORD_FILE", file.toString()),
            Map.of());

    var postgres = PostgresSettings.from(settings);

    settings.verify();
    assertThat(postgres.driver()).isEqualTo(Map.of("password", "from the file"));
    assertThat(settings.effective().values()).noneMatch(shown -> shown.contains("from the file"));
  }

  @Test
  void aPasswordFileThatIsMissingOrEmptyIsAProblem() throws IOException {
    var empty = Files.writeString(folder.resolve("empty"), "\n");

    assertThatThrownBy(() -> read(folder.resolve("missing")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("missing\", which cannot be read");
    assertThatThrownBy(() -> read(empty))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("empty\", which is empty");
  }

  private static void read(Path passwordFile) {
    var settings =
        new Settings(null, Map.of(), Map.of("postgres.password-file", passwordFile.toString()));
    PostgresSettings.from(settings);
    settings.verify();
  }
}
