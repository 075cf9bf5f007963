package equilibrium.peer;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Events as lines: JSON for programs, text for people. */
public final class EventLines {
  private EventLines() {}

  /** One JSON object: the key {@code type}, then the components of the record. */
  public static String json(Event event) {
    return Arrays.stream(event.getClass().getRecordComponents())
        .map(one -> "\"%s\":%s".formatted(one.getName(), json(value(event, one))))
        .collect(
            Collectors.joining(
                ",", "{\"type\":\"%s\",".formatted(event.getClass().getSimpleName()), "}"));
  }

  /** The type, then the components as name and value. */
  public static String text(Event event) {
    return Arrays.stream(event.getClass().getRecordComponents())
        .map(one -> text(one.getName(), value(event, one)))
        .collect(Collectors.joining(", ", event.getClass().getSimpleName() + ": ", ""));
  }

  private static String text(String name, Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%s %.3f", name, number)
        : name + " " + value;
  }

  private static Object value(Event event, RecordComponent component) {
    try {
      return component.getAccessor().invoke(event);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Object value) {
    return value instanceof Number ? value.toString() : quoted(value.toString());
  }

  private static String quoted(String text) {
    var line = new StringBuilder("\"");
    text.chars()
        .forEach(character -> {
          if (character == '"' || character == '\\') {
            line.append('\\').append((char) character);
          } else if (character < ' ') {
            line.append(String.format("\\u%04x", character));
          } else {
            line.append((char) character);
          }
        });
    return line.append('"').toString();
  }
}
