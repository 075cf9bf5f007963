package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Compares JSON with the OpenAPI document, by a validator of JSON Schema from elsewhere. */
final class Described {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();

  Described(JsonNode document) {
    this.document = document;
  }

  /** Every difference of a value from the schema of a name, as a line. */
  List<String> differences(String schema, JsonNode value) {
    return differencesAt("/components/schemas/" + schema, value);
  }

  /**
   * Fails when an answer is not as the document describes it.
   *
   * @param path without its query; where it is not described, a problem is expected
   * @param type of the body; empty: it has none
   */
  void demand(String method, String path, int status, String type, String body) throws Exception {
    var what = "%s %s answers %d: %s".formatted(method, path, status, body);
    var operation = operation(method, path);
    if (operation == null) {
      assertThat(status).as(what).isBetween(400, 499);
      assertThat(differences("Problem", ConsoleFixture.JSON.readTree(body))).as(what).isEmpty();
      return;
    }
    var responses = document.at(operation).get("responses");
    var named = Integer.toString(status);
    var response = responses.has(named) || status < 400 ? named : "default";
    assertThat(responses.has(response)).as(what).isTrue();
    var content = responses.get(response).path("content");
    if (content.isEmpty()) {
      assertThat(body).as(what).isEmpty();
      return;
    }
    assertThat(content.has(type)).as("%s, with type %s", what, type).isTrue();
    var schema =
        "%s/responses/%s/content/%s/schema".formatted(operation, response, type.replace("/", "~1"));
    assertThat(differencesAt(schema, ConsoleFixture.JSON.readTree(body))).as(what).isEmpty();
  }

  /** The good answer of an operation that has no other, and a value: every difference. */
  List<String> differencesOfGood(String method, String path, JsonNode value) {
    var operation = operation(method, path);
    assertThat(operation).as("%s %s", method, path).isNotNull();
    var status = document.at(operation + "/responses").has("201") ? "201" : "200";
    return differencesAt(
        "%s/responses/%s/content/application~1json/schema".formatted(operation, status), value);
  }

  /** Where the operation of a path is described; null: nowhere. */
  private @Nullable String operation(String method, String path) {
    var found = new ArrayList<String>();
    for (var template : document.get("paths").properties()) {
      if (template.getValue().has(method.toLowerCase(Locale.ROOT))
          && isOf(template.getKey(), path)) {
        found.add(template.getKey());
      }
    }
    found.sort((one, other) -> Boolean.compare(one.contains("{"), other.contains("{")));
    return found.isEmpty()
        ? null
        : "/paths/%s/%s"
            .formatted(found.getFirst().replace("/", "~1"), method.toLowerCase(Locale.ROOT));
  }

  private static boolean isOf(String template, String path) {
    var names = Arrays.asList(template.split("/"));
    var parts = Arrays.asList(path.split("/"));
    if (names.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).startsWith("{") && !names.get(i).equals(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<String> differencesAt(String pointer, JsonNode value) {
    return known.computeIfAbsent(pointer, this::schema).validate(value).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** A part of the document that refers to other parts of it. */
  private JsonSchema schema(String pointer) {
    assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
    ObjectNode all = document.deepCopy();
    all.put("$ref", "#" + pointer.replace("{", "%7B").replace("}", "%7D"));
    return SCHEMAS.getSchema(all, CONFIG);
  }
}
