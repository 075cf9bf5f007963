package equilibrium.ingress.http;

import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.schemas.event.InfoHash;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the query of a scrape from the bytes of its request. What it reads, {@link
 * ScrapeReply#hashes} would read alike. One object serves all requests of a thread, one after the
 * other.
 */
final class ScrapeBytes {
  private static final int ID_BYTES = 20;

  private final QueryBytes query = new QueryBytes();

  /** The info-hashes of a scrape; none: it is for all torrents, or has to be read elsewhere. */
  SortedSet<InfoHash> hashes(GetRequest request) {
    var hashes = new TreeSet<InfoHash>();
    query.of(request);
    while (hashes.size() < ScrapeReply.MOST && query.next()) {
      if (query.name() == AnnounceParameter.INFO_HASH) {
        if (query.length() != ID_BYTES) {
          return Collections.emptySortedSet();
        }
        hashes.add(new InfoHash(Arrays.copyOf(query.value(), ID_BYTES)));
      }
    }
    return hashes;
  }
}
