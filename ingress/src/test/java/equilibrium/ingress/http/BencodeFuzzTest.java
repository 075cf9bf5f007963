package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is written is read back the same, by a reader that shares no code with the writer. */
class BencodeFuzzTest {
  private static final int DEEPEST = 6;
  private static final int LONGEST = 40;
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]*");

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void whatIsWrittenIsReadBack(FuzzedDataProvider data) {
    var value = value(data, 0);

    var bencode = new Bencode(data.consumeInt(0, 64));
    write(value, bencode);

    assertEquals(value, new Reader(new String(bencode.toBytes(), ISO_8859_1)).whole());
  }

  private static Object value(FuzzedDataProvider data, int depth) {
    return switch (depth == DEEPEST ? data.consumeInt(0, 1) : data.consumeInt(0, 3)) {
      case 0 -> data.consumeLong();
      case 1 -> new String(data.consumeBytes(LONGEST), ISO_8859_1);
      case 2 -> {
        var list = new ArrayList<>();
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
          list.add(value(data, depth + 1));
        }
        yield list;
      }
      default -> {
        var entries = new TreeMap<String, Object>();
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
          entries.put(new String(data.consumeBytes(8), ISO_8859_1), value(data, depth + 1));
        }
        yield new LinkedHashMap<>(entries);
      }
    };
  }

  private static void write(Object value, Bencode to) {
    switch (value) {
      case Long number -> to.number(number);
      case String string -> {
        byte[] bytes = string.getBytes(ISO_8859_1);
        to.string(bytes, 0, bytes.length);
      }
      case List<?> list -> {
        to.list();
        list.forEach(item -> write(item, to));
        to.end();
      }
      case Map<?, ?> entries -> {
        to.dictionary();
        entries.forEach((key, item) -> {
          to.string((String) key);
          write(item, to);
        });
        to.end();
      }
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  /** Reads one value by what BEP 3 says of it. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Object whole() {
      var value = value();
      assertEquals(text.length(), at);
      return value;
    }

    private Object value() {
      char first = text.charAt(at);
      if (first == 'i') {
        int end = text.indexOf('e', at);
        var digits = text.substring(at + 1, end);
        assertTrue(NUMBER.matcher(digits).matches());
        at = end + 1;
        return Long.valueOf(digits);
      }
      if (first == 'l') {
        at++;
        var list = new ArrayList<>();
        while (text.charAt(at) != 'e') {
          list.add(value());
        }
        at++;
        return list;
      }
      return first == 'd' ? entries() : string();
    }

    private Map<String, Object> entries() {
      at++;
      var entries = new LinkedHashMap<String, Object>();
      String last = null;
      while (text.charAt(at) != 'e') {
        var key = string();
        assertTrue(last == null || key.compareTo(last) > 0);
        entries.put(key, value());
        last = key;
      }
      at++;
      return entries;
    }

    private String string() {
      int colon = text.indexOf(':', at);
      int length = Integer.parseInt(text.substring(at, colon));
      at = colon + 1 + length;
      return text.substring(colon + 1, at);
    }
  }
}
