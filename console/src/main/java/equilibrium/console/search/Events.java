package equilibrium.console.search;

import java.time.Instant;
import java.util.List;

/**
 * Announces that were found in the log.
 *
 * @param items the newest first
 * @param lookedBackTo every announce that was appended since then is among them
 * @param complete whether that is all that the log has
 */
public record Events(List<Event> items, Instant lookedBackTo, boolean complete) {
  public Events {
    items = List.copyOf(items);
  }
}
