package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Setting.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void eachLayerCoversTheOnesBelow() throws IOException {
    var defaults = Map.of("a.file", "1", "a.environment", "1", "a.override", "1", "a.default", "1");
    var file = file("[a]\nfile = 2\nenvironment = 2\noverride = 2\n");
    var environment = Map.of("EQUILIBRIUM_A_ENVIRONMENT", "3", "EQUILIBRIUM_A_OVERRIDE", "3");

    var settings = new Settings(defaults, file, environment, Map.of("a.override", "4"));

    assertThat(settings.integer("a.programs", "a number", 0, 0, 9)).isEqualTo(0);
    assertThat(settings.integer("a.default", "a number", 0, 0, 9)).isEqualTo(1);
    assertThat(settings.integer("a.file", "a number", 0, 0, 9)).isEqualTo(2);
    assertThat(settings.integer("a.environment", "a number", 0, 0, 9)).isEqualTo(3);
    assertThat(settings.integer("a.override", "a number", 0, 0, 9)).isEqualTo(4);
    settings.verify();
  }

  @Test
  void whatTheConsoleSetLiesBetweenTheFileAndTheEnvironment() throws IOException {
    var file = file("[a]\nfile = 2\nconsole = 2\n");
    var set = Map.of("a.console", "3", "a.environment", "3", "a.flag", "3");
    var environment = Map.of("EQUILIBRIUM_A_ENVIRONMENT", "4");

    var settings = new Settings(file, environment, Map.of("a.flag", "5")).withConsole(set);
    var values =
        Stream.of("a.default", "a.file", "a.console", "a.environment", "a.flag")
            .map(key -> settings.integer(key, "a number", 1, 0, 9))
            .toList();

    assertThat(values).containsExactly(1, 2, 3, 4, 5);
    assertThat(settings.inForce().sources())
        .isEqualTo(
            Map.of(
                "a.default", Source.DEFAULT,
                "a.file", Source.FILE,
                "a.console", Source.CONSOLE,
                "a.environment", Source.ENVIRONMENT,
                "a.flag", Source.FLAG));
    settings.verify();
  }

  @Test
  void aBadValueOfTheConsoleAndAnUnknownKeyAreReported() {
    var settings =
        new Settings(null, Map.of(), Map.of())
            .withConsole(Map.of("a.number", "10", "a.strange", "1"));

    settings.integer("a.number", "a number", 1, 0, 9);

    assertThat(settings.problems())
        .containsExactlyInAnyOrder(
            "console: a.number is \"10\", expected a whole number from 0 to 9",
            "console: unknown key a.strange");
  }

  @Test
  void theRestOfASectionHasTheSameLayers() throws IOException {
    var defaults = Map.of("kafka.file", "1", "kafka.environment", "1", "kafka.default", "1");
    var file = file("[kafka]\nfile = 2\nenvironment = 2\noverride = 2\n");
    var environment =
        Map.of("EQUILIBRIUM_KAFKA_ENVIRONMENT", "3", "EQUILIBRIUM_KAFKA_OVERRIDE", "3");

    var settings = new Settings(defaults, file, environment, Map.of("kafka.override", "4"));

    assertThat(settings.rest("kafka", "the rest"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("default", "1", "file", "2", "environment", "3", "override", "4"));
    settings.verify();
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    var file = file("[a]\nnumber = \"many\"\nother = 1\n");
    var environment = Map.of("EQUILIBRIUM_A_STRANGE", "1");
    var settings = new Settings(Map.of("a.old", "1"), file, environment, Map.of("a.flag", "maybe"));

    settings.integer("a.number", "a number", 1, 0, 9);
    settings.flag("a.flag", "a flag", false);

    assertThatThrownBy(settings::verify)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("line 2: a.number is \"many\", expected a whole number from 0 to 9")
        .hasMessageContaining("line 3: unknown key a.other")
        .hasMessageContaining("--set a.flag: a.flag is \"maybe\", expected true or false")
        .hasMessageContaining("environment EQUILIBRIUM_A_STRANGE: unknown key")
        .hasMessageContaining("default: unknown key a.old");
  }

  @Test
  void aNumberOutOfRangeDoesNotStopTheAsking() {
    var settings = new Settings(null, Map.of(), Map.of("ops.port", "70000", "clock.scale", "0"));

    PlatformConfig.from(settings);

    assertThatThrownBy(settings::verify)
        .hasMessageContaining("ops.port is \"70000\"")
        .hasMessageContaining("clock.scale is \"0\"");
  }

  @Test
  void whatIsAskedForIsDescribed() {
    var settings = new Settings(null, Map.of(), Map.of("a.b.number", "7"));

    settings.integer("a.b.number", "how many", 3, 0, 9);
    settings.integer("a.heap", "how much", new Setting.Computed(512, "1 per byte"), 1, 999);
    settings.duration(
        "a.pause", "how long", Duration.ofMinutes(90), Duration.ZERO, Duration.ofDays(1));
    settings.rest("a", "anything else");

    assertThat(settings.described())
        .containsExactly(
            new Setting("a.b.number", "how many", "a whole number from 0 to 9", "3", false),
            new Setting("a.heap", "how much", "a whole number from 1 to 999", "1 per byte", true),
            new Setting("a.pause", "how long", "a duration from 0s to 1d", "\"90m\"", false),
            new Setting("a.*", "anything else", "any setting of the library", "", true));
    assertThat(settings.described().getFirst().section()).isEqualTo("a");
    assertThat(settings.described().getFirst().name()).isEqualTo("b.number");
    assertThat(settings.described().getLast().section()).isEqualTo("a");
  }

  private Path file(String toml) throws IOException {
    return Files.writeString(folder.resolve("equilibrium.toml"), toml);
  }
}
