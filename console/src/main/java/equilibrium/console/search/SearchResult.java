package equilibrium.console.search;

import java.time.Instant;
import java.util.List;

/**
 * What a search found.
 *
 * @param announces the newest first
 * @param lookedBackTo every announce that was appended at this time or later is among them
 * @param complete whether that is all that the log has
 */
public record SearchResult(List<FoundAnnounce> announces, Instant lookedBackTo, boolean complete) {
  public SearchResult {
    announces = List.copyOf(announces);
  }
}
