package equilibrium.testing.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a bencoded value (BEP 3): no leading zeros, nothing behind the end. */
public final class BencodeReader {
  private final String text;
  private final boolean ordered;
  private int at;

  /**
   * To be read once.
   *
   * @param text one character a byte
   * @param ordered whether keys must be in order, as BEP 3 has it
   */
  public BencodeReader(String text, boolean ordered) {
    this.text = text;
    this.ordered = ordered;
  }

  public Map<String, Object> dictionary() {
    @SuppressWarnings("unchecked") // keys are strings by the reader below
    var dictionary = (Map<String, Object>) value();
    if (at != text.length()) {
      throw new IllegalArgumentException(
          "%d characters behind the end".formatted(text.length() - at));
    }
    return dictionary;
  }

  private Object value() {
    return switch (text.charAt(at)) {
      case 'd' -> entries();
      case 'l' -> items();
      case 'i' -> number();
      default -> string();
    };
  }

  private Map<String, Object> entries() {
    at++;
    var entries = new LinkedHashMap<String, Object>();
    String last = "";
    while (text.charAt(at) != 'e') {
      var key = string();
      if (ordered && !entries.isEmpty() && key.compareTo(last) <= 0) {
        throw new IllegalArgumentException("key %s after %s".formatted(key, last));
      }
      entries.put(key, value());
      last = key;
    }
    at++;
    return entries;
  }

  private List<Object> items() {
    at++;
    var items = new ArrayList<>();
    while (text.charAt(at) != 'e') {
      items.add(value());
    }
    at++;
    return items;
  }

  private Long number() {
    int end = text.indexOf('e', at);
    var digits = text.substring(at + 1, end);
    if (!digits.matches("0|-?[1-9]\\d*")) {
      throw new IllegalArgumentException("number " + digits);
    }
    at = end + 1;
    return Long.valueOf(digits);
  }

  private String string() {
    int colon = text.indexOf(':', at);
    int length = Integer.parseInt(text.substring(at, colon));
    at = colon + 1 + length;
    return text.substring(colon + 1, at);
  }
}
