package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    var differences = new ArrayList<String>();
    for (var answer : answers.properties()) {
      var schema = schema(document, answer.getKey());
      JsonShape.differences(document, schema, answer.getValue())
          .forEach(difference -> differences.add(answer.getKey() + ": " + difference));
    }

    assertThat(answers.size()).isGreaterThan(20);
    assertThat(differences).isEmpty();
  }

  private static JsonNode read(String name) throws IOException {
    var text = Files.readString(RESOURCES.resolve(name));
    return ConsoleFixture.JSON.readTree(AGO.matcher(text).replaceAll("\"2026-01-01T00:00:00Z\""));
  }

  /** Of a name such as {@code POST /keys} or {@code /clients/*}; GET where it has no method. */
  private static JsonNode schema(JsonNode document, String name) {
    var words = List.of(name.split(" "));
    var method = words.size() == 1 ? "get" : words.getFirst().toLowerCase(Locale.ROOT);
    var path = words.getLast().replaceFirst("\\?.*", "");
    for (var template : document.get("paths").properties()) {
      var responses = template.getValue().path(method).path("responses");
      if (template.getKey().replaceAll("\\{\\w+}", "*").equals(path) && !responses.isEmpty()) {
        var good = responses.has("201") ? responses.get("201") : responses.get("200");
        return good.get("content").get("application/json").get("schema");
      }
    }
    return fail("the document has no %s of %s", method, path);
  }
}
