package equilibrium.bench.week;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An announce key and its client, as {@code keys issue --count} prints them.
 *
 * @param client 32 hex digits
 */
record IssuedKey(String client, String key) {
  private static final Pattern LINE =
      Pattern.compile("(?<client>[0-9a-f]{32})\t(?<key>[A-Za-z0-9_-]{1,64})(\t.*)?");

  /** The first so many keys of a file; a {@link Fault} if it has fewer, or another form. */
  static List<IssuedKey> read(Path file, int count) {
    var keys = new ArrayList<IssuedKey>();
    try (var lines = Files.newBufferedReader(file)) {
      for (var line = lines.readLine();
          line != null && keys.size() < count;
          line = lines.readLine()) {
        var found = LINE.matcher(line);
        if (!found.matches()) {
          throw new Fault(
              "%s line %d is no line of keys issue --count: client id, a tab, key"
                  .formatted(file, keys.size() + 1));
        }
        keys.add(new IssuedKey(found.group("client"), found.group("key")));
      }
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
    if (keys.size() < count) {
      throw new Fault(
          "%s has %d keys, expected %d: keys issue --count %d > %s"
              .formatted(file, keys.size(), count, count, file));
    }
    return keys;
  }
}
