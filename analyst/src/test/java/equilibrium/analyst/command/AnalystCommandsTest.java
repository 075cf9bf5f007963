package equilibrium.analyst.command;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.rules.ScoringRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class AnalystCommandsTest {
  @TempDir private Path folder;

  @Command(name = "test")
  private static final class Root {}

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "export announces --out=OUT --format=xlsx | the format is xlsx, expected parquet, csv",
        "export announces --out=OUT --file-size=9 | --file-size is 9, expected a size such as",
        "export announces --out=OUT --memory=much | --memory is much, expected a size such as",
        "export announces --out=OUT --from=never | --from is never, expected a time such as",
        "export announces --out=OUT --to=@5 | an offset is of one partition",
        "export announces --out=OUT --to=never | --to is never, expected a time such as",
        "export announces --out=OUT --from=@5 | say which by --partition",
        "export announces --out=OUT --file-size=0MiB | --file-size is 0MiB, expected a size",
        "export announces --out=BAD | bad: it is a file, expected a folder",
        "export announces --out=OUT --raw-ids --pseudonym-key=K | exclude each other",
        "export announces --out=OUT --follow --to=-1h | --follow has no end: leave out --to",
        "export announces --out=OUT --follow --every=0 | --every is 0, expected 1 or more",
        "export peers --out=OUT | peers is no topic that can be read as a table, expected one of",
        "export hand-outs --out=OUT | hand-outs need --addresses",
        "export announces --out=OUT --pseudonym-key=BAD | holds no key, expected 64 hex digits",
        "export announces --out=OUT --addresses | --addresses needs the operators' role",
        "sql -c SELECT_1 --files-only | --files-only needs --archive DIR",
        "sql -c SELECT_1 --format=xml | the format is xml, expected table, csv, json, parquet",
        "sql -c SELECT_1 --bars=x | --bars is about charts: say --format svg, or --out FILE.svg",
        "sql FILE -c SELECT_1 | FILE and -c exclude each other",
        "sql -c SELECT_1 --archive=OUT | has no manifest.json: is it an export?",
        "sql -c SELECT_1 --memory=1TB | --memory is 1TB, expected a size such as",
        "sql -c SELECT_1 --archive=OUT --pseudonym-key=BAD | holds no key, expected 64 hex digits",
        "sql NOTHING | nothing cannot be read",
        "asof -1h cuts --memory=much | --memory is much, expected a size such as",
        "asof -1h cuts --archive=OUT | has no manifest.json: is it an export?",
        "asof -1h cuts --archive=OUT --pseudonym-key=BAD | holds no key, expected 64 hex digits",
        "asof yesterday cuts | T is yesterday, expected a time such as",
        "asof @5 cuts | T is @5, expected a time",
        "asof -1h peers | the subject is peers, expected swarm, client, cuts or interventions",
        "asof -1h swarm | swarm needs an id of 40 hex digits, not none",
        "asof -1h client ab | client needs an id of 32 hex digits, not ab",
        "whatif NOTHING | cannot be read",
        "whatif NOTHING --show=-1 | --show is -1, expected 0 or more",
        "whatif NOTHING --depth=4 | --depth is 4, expected 1 to 3",
        "whatif NOTHING --depth=0 | --depth is 0, expected 1 to 3",
        "whatif NOTHING --raw-ids | --raw-ids and --pseudonym-key are about files: name a folder",
        "whatif NOTHING --out=OUT --raw-ids --pseudonym-key=K | exclude each other",
        "whatif NOTHING --out=OUT --pseudonym-key=BAD | holds no key, expected 64 hex digits"
      })
  void aWrongOptionIsAFault(String line, String fault) throws IOException {
    Files.writeString(folder.resolve("bad"), "no key");

    var printed = run(line);

    assertThat(printed).startsWith("1: ").contains(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "export",
    "export announces",
    "sql --unknown",
    "whatif",
    "asof -1h",
    "replay x",
    "case"
  })
  void anUnknownOrMissingOptionIsWrongUsage(String line) {
    assertThat(run(line)).startsWith("2: ");
  }

  @ParameterizedTest
  @CsvSource({
    "export announces --out=OUT --every=soon, --every, soon",
    "export announces --out=OUT --partition=first, --partition, first",
    "whatif NOTHING --show=all, --show, all",
    "whatif NOTHING --depth=deep, --depth, deep"
  })
  void whatIsNoNumberIsWrongUsage(String line, String option, String value) {
    assertThat(run(line))
        .startsWith("2: Invalid value for option '" + option + "'")
        .contains("'" + value + "' is not an int");
  }

  @Test
  void theRoleOfAnalystsNeedsNoPassword() {
    var access = access();

    assertThat(access.analyst().driver()).containsEntry("user", "analyst");
  }

  private String run(String line) {
    var command = new CommandLine(new Root());
    AnalystCommands.addTo(command, this::access);
    var text = new StringWriter();
    command.setErr(new PrintWriter(text));
    command.setExecutionExceptionHandler((exception, _, _) -> {
      text.append(exception instanceof Fault ? exception.getMessage() : exception.toString());
      return 1;
    });
    int code = command.execute(arguments(line));
    return code + ": " + text;
  }

  private String[] arguments(String line) {
    var arguments = line.split(" ", -1);
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          arguments[i]
              .replace("OUT", folder.resolve("archive").toString())
              .replace("BAD", folder.resolve("bad").toString())
              .replace("NOTHING", folder.resolve("nothing").toString())
              .replace("SELECT_1", "SELECT 1");
    }
    return arguments;
  }

  /** Servers that are not there. */
  private Access access() {
    return new Access(
        new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 1, 1),
        new PostgresSettings("jdbc:postgresql://127.0.0.1:1/none", Map.of()),
        folder,
        TimeScale.REAL,
        ScoringRules.V3,
        AnomalyConfig.from(new Settings(null, Map.of(), Map.of())));
  }
}
