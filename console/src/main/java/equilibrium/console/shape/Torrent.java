package equilibrium.console.shape;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered torrent.
 *
 * @param state {@code allowed} or {@code denied}
 * @param position of the record that says it: {@code registrations/3@17}
 */
public record Torrent(
    String infoHash,
    String state,
    @JsonProperty("private") boolean isPrivate,
    @Nullable String name,
    @Nullable Long sizeBytes,
    @Nullable Integer pieceLength,
    @Nullable String licence,
    @Nullable String aliasOf,
    Instant at,
    String by,
    String position) {

  /** What a scrape would say of a torrent, and whether it is registered. */
  public record Counts(
      String infoHash, @Nullable String state, long seeders, long leechers, long completed) {}
}
