package equilibrium.projector.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Values that PostgreSQL reads from text. */
public final class Literals {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HexFormat HEX = HexFormat.of();

  /** Without NUL, which PostgreSQL's text cannot hold: shown as a replacement character. */
  public static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  public static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  public static String numbers(List<? extends Number> numbers) {
    return numbers.stream().map(Number::toString).collect(Collectors.joining(",", "{", "}"));
  }

  public static String texts(Collection<String> texts) {
    return texts.stream()
        .map(text -> clean(text).replace("\\", "\\\\").replace("\"", "\\\""))
        .collect(
            Collectors.joining(
                "\",\"", texts.isEmpty() ? "{" : "{\"", texts.isEmpty() ? "}" : "\"}"));
  }

  public static String byteStrings(List<byte[]> strings) {
    return texts(strings.stream().map(bytes -> "\\x" + hex(bytes)).toList());
  }

  /** JSON of maps, lists, numbers and {@linkplain #clean clean} text. */
  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists are always JSON", e);
    }
  }

  private Literals() {}
}
