package equilibrium.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Compares JSON with a schema of the OpenAPI document: every difference is a line. */
final class JsonShape {
  private final JsonNode document;
  private final List<String> differences = new ArrayList<>();

  private JsonShape(JsonNode document) {
    this.document = document;
  }

  static List<String> differences(JsonNode document, JsonNode schema, JsonNode value) {
    var shape = new JsonShape(document);
    shape.compare(schema, value, "$");
    return shape.differences;
  }

  private void compare(JsonNode schema, JsonNode value, String at) {
    if (schema.isEmpty()) {
      return; // anything
    }
    if (schema.has("$ref")) {
      compare(document.at(schema.get("$ref").asText().substring(1)), value, at);
    } else if (schema.has("anyOf")) {
      compareAny(schema.get("anyOf"), value, at);
    } else if (schema.has("type") && !isOfType(schema, value)) {
      differences.add("%s is %s, expected %s".formatted(at, value, schema));
    } else {
      compareInside(schema, value, at);
    }
  }

  private void compareAny(JsonNode schemas, JsonNode value, String at) {
    for (var each : schemas) {
      if (differences(document, each, value).isEmpty()) {
        return;
      }
    }
    compare(schemas.get(0), value, at);
  }

  private static boolean isOfType(JsonNode schema, JsonNode value) {
    var type = schema.get("type");
    if (type.isArray()) {
      return value.isNull() ? type.toString().contains("\"null\"") : value.isTextual();
    }
    return switch (type.asText()) {
      case "string" -> value.isTextual() && (!schema.has("format") || isTime(value.asText()));
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type.asText());
    };
  }

  private static boolean isTime(String text) {
    try {
      return Instant.parse(text) != null;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private void compareInside(JsonNode schema, JsonNode value, String at) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        compare(schema.get("items"), value.get(i), at + "[" + i + "]");
      }
    }
    for (var name : schema.path("required")) {
      if (!value.has(name.asText())) {
        differences.add("%s has no %s".formatted(at, name.asText()));
      }
    }
    if (!schema.has("properties")) {
      return;
    }
    value
        .properties()
        .forEach(field -> {
          var property = schema.get("properties").get(field.getKey());
          if (property == null) {
            differences.add("%s has %s, which is not described".formatted(at, field.getKey()));
          } else {
            compare(property, field.getValue(), at + "." + field.getKey());
          }
        });
  }
}
