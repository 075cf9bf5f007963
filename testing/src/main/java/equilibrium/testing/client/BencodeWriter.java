package equilibrium.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes what a .torrent is made of (BEP 3): whole numbers, texts, bytes and dictionaries. */
public final class BencodeWriter {

  public static byte[] of(Object value) {
    var out = new ByteArrayOutputStream();
    write(value, out);
    return out.toByteArray();
  }

  /** A dictionary; its keys must be ASCII. */
  public static SortedMap<String, Object> dictionary(Map<String, Object> entries) {
    return new TreeMap<>(entries);
  }

  private static void write(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case Number number -> text("i" + number + "e", out);
      case String string -> write(string.getBytes(ISO_8859_1), out);
      case byte[] bytes -> {
        text(bytes.length + ":", out);
        out.writeBytes(bytes);
      }
      case SortedMap<?, ?> dictionary -> {
        text("d", out);
        dictionary.forEach((key, entry) -> {
          write(key, out);
          write(entry, out);
        });
        text("e", out);
      }
      default -> throw new IllegalArgumentException("cannot be written: " + value);
    }
  }

  private static void text(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private BencodeWriter() {}
}
