package equilibrium.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.Printed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EquilibriumTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "keys",
        "nonsense",
        "up --nonsense",
        "keys rotate",
        "keys issue --count 0",
        "keys issue --count 2 --from x",
        "torrents deny",
      })
  void wrongUsageEndsWith2AndShowsTheUsage(String words) {
    var printed = run(words.isEmpty() ? new String[0] : words.split(" "));

    assertThat(printed.exitCode()).isEqualTo(2);
    assertThat(printed.err()).isNotBlank();
    assertThat(printed.out()).isEmpty();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "torrents allow zz",
        "keys revoke 00",
        "config check --set=no.such=1",
        "config check --config=missing.toml",
        "torrents deny --from=missing.txt",
      })
  void aFaultEndsWith1AndOneSentence(String words) {
    var printed = run(words.split(" "));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err().lines()).singleElement().asString().startsWith("equilibrium: ");
    assertThat(printed.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "operator"})
  void aTokenIsIssuedForARoleAsItIsWritten(String role) {
    var issued = run("tokens", "issue", "desk", "--role", role, "--data=" + folder);

    assertThat(issued.exitCode()).as(issued.err()).isZero();
    assertThat(issued.out()).contains("/#token=");
    assertThat(run("tokens", "list", "--data=" + folder).out()).isEqualTo("desk\t" + role + "\n");
  }

  @Test
  void aTakenPortIsReportedWithTheKeyThatChangesIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());

      var printed =
          run(
              "up",
              "--data=" + folder,
              "--set=embedded.kafka-port=" + port,
              "--set=embedded.postgres-port=" + port);

      assertThat(printed.exitCode()).isEqualTo(1);
      assertThat(printed.err())
          .contains("port %s of 127.0.0.1".formatted(port))
          .contains("set embedded.");
    }
  }

  @Test
  void whatIsPrintedOfTheConfigurationCanBeReadAgain() throws IOException {
    var printed = run("config", "print", "--up");
    var file = Files.writeString(folder.resolve("printed.toml"), printed.out());

    var again = run("config", "print", "--up", "--config=" + file);

    assertThat(again).isEqualTo(printed);
    assertThat(printed.out()).contains("kafka.partitions = 8\n");
  }

  @Test
  void noPasswordIsPrintedWithTheConfiguration() {
    var printed =
        run(
            "config",
            "print",
            "--set=postgres.url=jdbc:postgresql://me:first@db/equilibrium?password=second&ssl=true",
            "--set=postgres.sslpassword=third",
            "--set=kafka.sasl.jaas.config=a.Module required username=\"u\" password=\"fourth\";");

    assertThat(printed.exitCode()).isZero();
    assertThat(printed.out())
        .doesNotContain("first", "second", "third", "fourth")
        .contains("postgres.url", "ssl=true");
  }

  @Test
  void aCommandWithoutATrackerSaysWhereItLookedAndWhatToPass() {
    var printed = run("keys", "list", "--data=" + folder, "--set=embedded.postgres-port=1");

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err().lines())
        .singleElement()
        .asString()
        .contains("127.0.0.1:1/", "cannot be reached", folder.toString(), "--data", "--set");
  }

  @Test
  void theClassThatAFurtherProcessRunsIsThere() throws ClassNotFoundException {
    assertThat(Class.forName(Equilibrium.MAIN_CLASS)).isPublic();
  }

  private static Printed run(String... words) {
    return Printed.by(() -> Equilibrium.command(Map.of()).execute(words));
  }
}
