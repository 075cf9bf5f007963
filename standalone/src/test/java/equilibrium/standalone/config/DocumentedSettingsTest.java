package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Setting;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example file and the tables of the page about settings say what the code says. {@code
 * -Dequilibrium.rewrite=true} rewrites both instead of comparing them.
 */
class DocumentedSettingsTest {
  private static final Path EXAMPLE = Path.of("..", "equilibrium.example.toml");
  private static final Path PAGE = Path.of("..", "docs", "operate", "settings.md");
  private static final boolean REWRITE = Boolean.getBoolean("equilibrium.rewrite");

  /** Names sections, and stands before the table of their settings. */
  private static final Pattern TABLE =
      Pattern.compile("<!-- settings: ([a-z. -]+?) -->\n(?s:.*?)<!-- end of settings -->\n");

  @TempDir Path folder;

  @Test
  void theExampleFileShowsEverySettingAsItIs() throws IOException {
    var expected = ExampleFile.text();
    if (REWRITE) {
      Files.writeString(EXAMPLE, expected);
    }

    assertThat(Files.readString(EXAMPLE)).isEqualTo(expected);
  }

  @Test
  void thePageAboutSettingsShowsEverySettingAsItIs() throws IOException {
    var page = Files.readString(PAGE);
    var expected = TABLE.matcher(page).replaceAll(DocumentedSettingsTest::table);
    if (REWRITE) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(expected);
    var shown =
        TABLE
            .matcher(page)
            .results()
            .flatMap(match -> Arrays.stream(match.group(1).split(" ")))
            .toList();
    assertThat(shown).containsExactlyInAnyOrderElementsOf(ExampleFile.sections().keySet());
  }

  @Test
  void theExampleFileWithItsLinesInForceChangesNothing() throws IOException {
    var inForce =
        ExampleFile.text()
            .lines()
            .filter(line -> !line.endsWith("= NUMBER") && !line.equals("#NAME = \"VALUE\""))
            .map(line -> line.replaceFirst("^#(?! )", ""))
            .collect(Collectors.joining("\n"));
    var file = Files.writeString(folder.resolve("example.toml"), inForce);

    assertThat(effective(new Sources(file, Map.of(), Map.of("data.folder", folder.toString()))))
        .containsAllEntriesOf(
            effective(new Sources(null, Map.of(), Map.of("data.folder", folder.toString()))));
  }

  @Test
  void everySettingSaysWhatItDoesInOnePlainPhrase() {
    assertThat(ExampleFile.sections().values().stream().flatMap(settings -> settings.stream()))
        .isNotEmpty()
        .allSatisfy(
            setting -> assertThat(setting.description()).matches("([a-z]|MiB|[A-Z]{2}).{9,}[^.]"));
  }

  /** PostgreSQL's role is the command's own until the file names one; an empty text names none. */
  private static Map<String, String> effective(Sources sources) {
    var effective =
        new TreeMap<>(Configuration.read(Way.SINGLE, DatabaseRole.CONSOLE, sources).effective());
    effective.remove("postgres.user");
    return effective;
  }

  private static String table(MatchResult match) {
    var sections = ExampleFile.sections();
    var rows =
        Arrays.stream(match.group(1).split(" "))
            .flatMap(section -> sections.getOrDefault(section, List.of()).stream())
            .map(DocumentedSettingsTest::row)
            .collect(Collectors.joining());
    return Matcher.quoteReplacement(
        """
        <!-- settings: %s -->
        | key | default | values | what it does |
        |---|---|---|---|
        %s<!-- end of settings -->
        """
            .formatted(match.group(1), rows));
  }

  private static String row(Setting setting) {
    var reloadable = IngressConfig.reloadable().contains(setting.key()) ? " *" : "";
    var up = Way.WHOLE.defaults().get(setting.key());
    return "| `%s`%s | %s%s | %s | %s |\n"
        .formatted(
            setting.key(),
            reloadable,
            fallback(setting),
            up == null ? "" : ", under `up` " + up,
            setting.values(),
            setting.description());
  }

  private static String fallback(Setting setting) {
    if (setting.isLibrary() || Set.of("\"\"", "[]").contains(setting.fallback())) {
      return "none";
    }
    return setting.computed() ? setting.fallback() : "`" + setting.fallback() + "`";
  }
}
