package equilibrium.console.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next what {@code after} of the next page is; null: this is the last
 * @param asOf when it was read
 */
public record Page<T>(List<T> items, @Nullable String next, Instant asOf) {
  public Page {
    items = List.copyOf(items);
  }

  /** A list that has no further pages. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, null, Instant.now());
  }
}
