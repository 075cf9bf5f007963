package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Rows of a table as text, by key, with a digest that does not depend on their order. */
final class Rows {
  private static final int SHOWN = 3;

  private final Map<String, String> byKey = new HashMap<>();

  void put(String key, String row) {
    byKey.put(key, row);
  }

  /** The number of rows, and the sum of their 64-bit hashes. */
  String digest() {
    long sum = 0;
    for (var row : byKey.entrySet()) {
      sum += hash(row.getKey() + " " + row.getValue());
    }
    return "%d:%016x".formatted(byKey.size(), sum);
  }

  private static long hash(String row) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(row.getBytes(UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** By how much the first numbers of rows differ from those expected, all rows together. */
  long apart(Rows expected) {
    var keys = new TreeSet<>(byKey.keySet());
    keys.addAll(expected.byKey.keySet());
    return keys.stream().mapToLong(key -> Math.abs(first(key) - expected.first(key))).sum();
  }

  private long first(String key) {
    var row = byKey.get(key);
    return row == null ? 0 : Long.parseLong(row.substring(0, row.indexOf(' ')));
  }

  /** How many rows differ from those expected, and the first of them in words; empty: none. */
  String difference(Rows expected) {
    var keys = new TreeSet<>(byKey.keySet());
    keys.addAll(expected.byKey.keySet());
    keys.removeIf(
        key -> String.valueOf(byKey.get(key)).equals(String.valueOf(expected.byKey.get(key))));
    if (keys.isEmpty()) {
      return "";
    }
    var text = new StringBuilder("%d rows differ".formatted(keys.size()));
    keys.stream()
        .limit(SHOWN)
        .forEach(key ->
            text.append(
                "; %s is [%s], expected [%s]"
                    .formatted(key, byKey.get(key), expected.byKey.get(key))));
    return text.toString();
  }
}
