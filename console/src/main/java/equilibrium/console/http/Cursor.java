package equilibrium.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.console.problem.Refused;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list ends: the key of its last item, as {@code after} carries it. Lists are
 * read by "greater than this key", never by counting rows.
 */
public record Cursor(List<String> key) {
  private static final String SEPARATOR = "\n";

  public Cursor {
    key = List.copyOf(key);
  }

  public static Cursor of(String... key) {
    return new Cursor(List.of(key));
  }

  /** Reads a cursor of as many parts; null: there is none. */
  static @Nullable Cursor parse(@Nullable String after, int parts) {
    if (after == null) {
      return null;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(after), UTF_8);
      var key = List.of(text.split(SEPARATOR, -1));
      if (key.size() == parts) {
        return new Cursor(key);
      }
    } catch (IllegalArgumentException _) {
      // reported below
    }
    throw Refused.badValue(
        "?after", "\"%s\", expected \"next\" of a former page of this list".formatted(after));
  }

  public String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, key).getBytes(UTF_8));
  }
}
