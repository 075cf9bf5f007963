package equilibrium.console.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import equilibrium.console.problem.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;

/** Records as JSON and back. Times are RFC 3339; unknown fields are refused. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "%s cannot be written as JSON".formatted(value.getClass()), e);
    }
  }

  /** Any JSON as maps, lists, numbers and texts, such as a column of PostgreSQL holds. */
  public static Object tree(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new IllegalStateException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads a body. A field that is not as expected is refused by its name. */
  public static <T> T read(byte[] body, Class<T> type) {
    try {
      var value = MAPPER.readValue(body, type);
      if (value == null) {
        throw Refused.badValue("", "null, expected an object");
      }
      return value;
    } catch (JsonMappingException e) {
      var pointer =
          e.getPath().stream()
              .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
              .collect(Collectors.joining("/", "/", ""));
      throw Refused.badValue(pointer, e.getOriginalMessage());
    } catch (JacksonException e) {
      throw Refused.badValue("", "the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes cannot fail to be read", e);
    }
  }

  private Json() {}
}
