package equilibrium.bench.trace;

import equilibrium.platform.Fault;
import equilibrium.schemas.Ids;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object, read as the types that a format expects. A wrong one is a {@link Fault}
 * that names line, field, value and what was expected. Unknown fields are ignored.
 */
record JsonFields(Path file, int line, Map<String, Object> values) {
  boolean has(String field) {
    return values.containsKey(field);
  }

  @Nullable String text(String field) {
    return switch (values.get(field)) {
      case null -> null;
      case String text -> text;
      case Object other -> throw wrong(field, other, "a text");
    };
  }

  String requiredText(String field) {
    var text = text(field);
    if (text == null) {
      throw wrong(field, "missing", "a text");
    }
    return text;
  }

  /** A whole number in these limits; null: the field is missing or null. */
  @Nullable Long number(String field, long least, long most) {
    var expected = "a whole number from %d to %d".formatted(least, most);
    return switch (values.get(field)) {
      case null -> null;
      case Integer number -> limited(field, number, least, most);
      case Long number -> limited(field, number, least, most);
      case Object other -> throw wrong(field, other, expected);
    };
  }

  long requiredNumber(String field, long least, long most) {
    var number = number(field, least, most);
    if (number == null) {
      throw wrong(field, "missing", "a whole number from %d to %d".formatted(least, most));
    }
    return number;
  }

  private long limited(String field, long number, long least, long most) {
    if (number < least || number > most) {
      throw wrong(field, number, "a whole number from %d to %d".formatted(least, most));
    }
    return number;
  }

  boolean flag(String field) {
    return switch (values.get(field)) {
      case null -> false;
      case Boolean flag -> flag;
      case Object other -> throw wrong(field, other, "true or false");
    };
  }

  /** An id of 20 bytes. */
  byte[] id(String field) {
    var text = requiredText(field);
    byte[] id = Ids.parse(text, Ids.INFO_HASH_BYTES);
    if (id == null) {
      throw wrong(field, text, "40 hex digits");
    }
    return id;
  }

  @SuppressWarnings("unchecked") // JsonLines makes no other maps
  Map<String, String> texts(String field) {
    return switch (values.get(field)) {
      case null -> Map.of();
      case Map<?, ?> texts -> (Map<String, String>) texts;
      case Object other -> throw wrong(field, other, "an object");
    };
  }

  Fault wrong(String field, Object value, String expected) {
    return new Fault(
        "%s line %d: field \"%s\" is %s, expected %s"
            .formatted(file, line, field, value, expected));
  }
}
