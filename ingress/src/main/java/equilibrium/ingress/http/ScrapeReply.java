package equilibrium.ingress.http;

import equilibrium.ingress.answer.Announcer;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.QueryString.Parameter;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.InfoHash;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The counts of the swarms of a scrape (BEP 48), each swarm once, in the order of the info-hashes,
 * with the {@code downloaders} of BEP 21.
 */
final class ScrapeReply {
  private static final int MOST = 100;

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

  static byte[] of(SortedSet<InfoHash> hashes, Announcer announcer, Visit visit) {
    var body = new Bencode(32 + hashes.size() * 100).dictionary().string("files").dictionary();
    for (InfoHash hash : hashes) {
      announcer.scrape(hash, visit);
      entry(body, hash, visit);
    }
    return body.end().end().toBytes();
  }

  /** Appends one swarm, whose counts are in the visit. */
  static void entry(Bencode body, InfoHash hash, Visit visit) {
    body.string(hash.bytes(), 0, 20).dictionary();
    body.string("complete").number(visit.seeders);
    body.string("downloaded").number(visit.downloads);
    body.string("downloaders").number(visit.leechers - visit.partialSeeders);
    body.string("incomplete").number(visit.leechers);
    body.end();
  }

  private ScrapeReply() {}
}
