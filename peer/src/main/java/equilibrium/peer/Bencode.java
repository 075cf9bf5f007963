package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bencoding (BEP 3). Values are {@code Long}, {@code byte[]}, {@code List} and {@code Map}, whose
 * keys have one character a byte. Bad input is an {@link IllegalArgumentException} that names the
 * position.
 */
public final class Bencode {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 20;

  private final byte[] bytes;
  private int at;
  private int infoStart = -1;
  private int infoEnd = -1;

  private Bencode(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The dictionary that these bytes are, all of them. */
  public static Map<String, Object> dictionary(byte[] bytes) {
    var reader = new Bencode(bytes);
    var read = reader.whole();
    return read;
  }

  /** The bytes of the value of the key {@code info} in the dictionary; null if it has none. */
  static byte @Nullable [] infoOf(byte[] bytes) {
    var reader = new Bencode(bytes);
    reader.whole();
    return reader.infoStart < 0
        ? null
        : Arrays.copyOfRange(bytes, reader.infoStart, reader.infoEnd);
  }

  private Map<String, Object> whole() {
    demand(peek() == 'd', "a dictionary");
    var read = dictionary(0);
    demand(at == bytes.length, "the end");
    return read;
  }

  private Object value(int depth) {
    demand(depth <= DEEPEST, "at most " + DEEPEST + " levels");
    return switch (peek()) {
      case 'd' -> dictionary(depth);
      case 'l' -> list(depth);
      case 'i' -> integer();
      default -> string();
    };
  }

  private Map<String, Object> dictionary(int depth) {
    var read = new TreeMap<String, Object>();
    at++;
    while (peek() != 'e') {
      var key = new String(string(), ISO_8859_1);
      int start = at;
      read.put(key, value(depth + 1));
      if (depth == 0 && key.equals("info")) {
        infoStart = start;
        infoEnd = at;
      }
    }
    at++;
    return read;
  }

  private List<Object> list(int depth) {
    var read = new ArrayList<>();
    at++;
    while (peek() != 'e') {
      read.add(value(depth + 1));
    }
    at++;
    return read;
  }

  private Long integer() {
    at++;
    return number('e');
  }

  private byte[] string() {
    long length = number(':');
    demand(length >= 0 && length <= bytes.length - at, "a string of " + length + " bytes");
    at += (int) length;
    return Arrays.copyOfRange(bytes, at - (int) length, at);
  }

  private long number(char end) {
    int start = at;
    while (peek() != end) {
      demand(at - start < LONGEST_NUMBER, "a number");
      at++;
    }
    var digits = new String(bytes, start, at - start, ISO_8859_1);
    demand(digits.matches("0|-?[1-9][0-9]{0,17}"), "a number, not " + digits);
    at++;
    return Long.parseLong(digits);
  }

  private byte peek() {
    demand(at < bytes.length, "more bytes");
    return bytes[at];
  }

  private void demand(boolean good, String expected) {
    if (!good) {
      throw new IllegalArgumentException(
          "not bencoded: at byte %d %s was expected".formatted(at, expected));
    }
  }

  /** Keys in the order of their bytes. Strings are one character a byte. */
  static byte[] of(Object value) {
    var out = new ByteArrayOutputStream();
    write(value, out);
    return out.toByteArray();
  }

  private static void write(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case Number number -> out.writeBytes(("i" + number + "e").getBytes(ISO_8859_1));
      case String string -> write(string.getBytes(ISO_8859_1), out);
      case byte[] string -> {
        out.writeBytes((string.length + ":").getBytes(ISO_8859_1));
        out.writeBytes(string);
      }
      case List<?> list -> {
        out.write('l');
        list.forEach(one -> write(one, out));
        out.write('e');
      }
      case Map<?, ?> map -> {
        out.write('d');
        new TreeMap<>(map)
            .forEach((key, one) -> {
              write(key, out);
              write(one, out);
            });
        out.write('e');
      }
      default -> throw new IllegalArgumentException("cannot be bencoded: " + value.getClass());
    }
  }
}
