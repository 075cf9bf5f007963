package equilibrium.bench.detect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes maps of maps, numbers and texts as JSON. */
final class JsonTree {
  static void write(Map<String, ?> tree, Path file) throws IOException {
    try (var json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
      json.useDefaultPrettyPrinter();
      write(tree, json);
    }
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (var entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(entry.getValue(), json);
        }
        json.writeEndObject();
      }
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number when number.isNaN() -> json.writeNull();
      case Double number -> json.writeNumber(number);
      case Object other -> json.writeString(other.toString());
    }
  }

  private JsonTree() {}
}
