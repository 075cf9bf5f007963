package equilibrium.bench.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object after the other from a file, whose values are numbers, texts, booleans,
 * null or one level of objects. Holds one object at a time: a text is at most 64 KiB long, an
 * object has at most 100 fields. Errors are {@link Fault}s that name the line.
 */
final class JsonLines implements AutoCloseable {
  private static final int MOST_TEXT = 1 << 16;
  private static final int MOST_FIELDS = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MOST_TEXT)
                  .maxNameLength(MOST_TEXT)
                  .maxNumberLength(100)
                  .maxNestingDepth(4)
                  .build())
          .build();

  private final Path file;
  private final JsonParser parser;

  JsonLines(Path file) {
    this.file = file;
    try {
      this.parser = JSON.createParser(TraceFiles.in(file));
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** The next object, by field; null: there is none. Values of nested objects are texts. */
  @Nullable JsonFields next() {
    try {
      var token = parser.nextToken();
      if (token == null) {
        return null;
      }
      int line = parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.START_OBJECT) {
        throw new Fault(
            "%s line %d begins with %s, expected a JSON object".formatted(file, line, text()));
      }
      return new JsonFields(file, line, fields(line));
    } catch (JsonProcessingException e) {
      throw new Fault(
          "%s line %d is not JSON: %s"
              .formatted(file, parser.currentLocation().getLineNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private Map<String, Object> fields(int line) throws IOException {
    var fields = new LinkedHashMap<String, Object>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        fields.put(name, texts(line, name));
      } else if (token != JsonToken.VALUE_NULL) {
        fields.put(name, scalar(line, name));
      }
      limit(line, fields);
    }
    return fields;
  }

  private Map<String, String> texts(int line, String field) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        texts.put(name, scalar(line, field + "." + name).toString());
      }
      limit(line, texts);
    }
    return texts;
  }

  private Object scalar(int line, String field) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default ->
          throw new Fault(
              "%s line %d: field \"%s\" is %s, expected a text, a number, a boolean or null"
                  .formatted(file, line, field, parser.currentToken()));
    };
  }

  private String text() throws IOException {
    var text = parser.getText();
    return text == null ? "nothing" : text;
  }

  private void limit(int line, Map<String, ?> fields) {
    if (fields.size() > MOST_FIELDS) {
      throw new Fault(
          "%s line %d has more than %d fields, expected fewer".formatted(file, line, MOST_FIELDS));
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new Fault("%s cannot be closed: %s".formatted(file, e), e);
    }
  }
}
