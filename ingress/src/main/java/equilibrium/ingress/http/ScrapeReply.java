package equilibrium.ingress.http;

import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.QueryString.Parameter;
import equilibrium.ingress.swarm.Found;
import equilibrium.schemas.event.InfoHash;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The counts of the swarms of a scrape (BEP 48), each swarm once, in the order of the info-hashes,
 * with the {@code downloaders} of BEP 21.
 */
final class ScrapeReply {
  /** Info-hashes of one scrape; more are not read. */
  static final int MOST = 100;

  /** The info-hashes of a scrape, at most 100; none: the scrape is for all torrents. */
  static SortedSet<InfoHash> hashes(List<Parameter> parameters) throws Malformed {
    var hashes = new TreeSet<InfoHash>();
    for (Parameter parameter : parameters) {
      if (parameter.name().equals("info_hash") && hashes.size() < MOST) {
        hashes.add(new InfoHash(AnnounceQuery.twenty(parameter)));
      }
    }
    return hashes;
  }

  static byte[] of(SortedSet<InfoHash> hashes, TrackerCore core, Found found) {
    var body = new Bencode(32 + hashes.size() * 100).dictionary().string("files").dictionary();
    for (InfoHash hash : hashes) {
      core.scrape(hash, found);
      entry(body, hash, found);
    }
    return body.end().end().toBytes();
  }

  /** The counts of one swarm. */
  static void entry(Bencode body, InfoHash hash, Found found) {
    body.string(hash.bytes(), 0, 20).dictionary();
    body.string("complete").number(found.seeders());
    body.string("downloaded").number(found.downloads());
    body.string("downloaders").number(found.leechers() - found.partialSeeders());
    body.string("incomplete").number(found.leechers());
    body.end();
  }

  private ScrapeReply() {}
}
