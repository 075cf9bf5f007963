package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The answers that the page is tested with are such as the API gives. */
class MadeUpAnswersTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Pattern AGO = Pattern.compile("\"@[+-]\\d+\"");

  @Test
  void eachIsAsTheDocumentDescribesIt() throws IOException {
    var document = read("openapi.json");
    var answers = read("equilibrium/console/page/answers.json");

    var described = new Described(document);
    var differences = new ArrayList<String>();
    for (var answer : answers.properties()) {
      var words = List.of(answer.getKey().replaceFirst("\\?.*", "").split(" "));
      var method = words.size() == 1 ? "GET" : words.getFirst();
      described
          .differencesOfGood(method, words.getLast(), answer.getValue())
          .forEach(difference -> differences.add(answer.getKey() + ": " + difference));
    }

    assertThat(answers.size()).isGreaterThan(20);
    assertThat(differences).isEmpty();
  }

  private static JsonNode read(String name) throws IOException {
    var text = Files.readString(RESOURCES.resolve(name));
    return ConsoleFixture.JSON.readTree(AGO.matcher(text).replaceAll("\"2026-01-01T00:00:00Z\""));
  }
}
