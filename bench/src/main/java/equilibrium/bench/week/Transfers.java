package equilibrium.bench.week;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves bytes between sessions as a fluid. Each client shares its upload equally among the leechers
 * that it is linked to, up to what they can take; what is left over goes to the others. A leecher
 * that has a twentieth serves others while its swarm has a seeder.
 */
final class Transfers {
  private static final int ROUNDS = 3;
  private static final double SERVES = 0.05; // share of the content

  private static final class Link {
    private final Session from;
    private final Session to;
    private double rate; // bytes per second

    private Link(Session from, Session to) {
      this.from = from;
      this.to = to;
    }
  }

  /** Moves what moves in so many seconds; returns the sessions that have everything now. */
  static List<Session> move(Iterable<Session> sessions, double seconds) {
    var links = links(sessions);
    share(links);
    var rates = new HashMap<Session, Double>();
    links.forEach(link -> rates.merge(link.to, link.rate, Double::sum));
    for (var link : links) {
      double asked = rates.getOrDefault(link.to, 0.0) * seconds;
      double missing = link.to.missing();
      link.rate *= asked > missing ? missing / asked : 1;
    }
    links.forEach(link -> link.from.sends(link.rate * seconds));
    var received = new HashMap<Session, Double>();
    links.forEach(link -> received.merge(link.to, link.rate * seconds, Double::sum));
    var completed = new ArrayList<Session>();
    received.forEach((session, bytes) -> {
      if (session.receives(bytes)) {
        completed.add(session);
      }
    });
    return completed;
  }

  private static List<Link> links(Iterable<Session> sessions) {
    var swarms = new HashMap<Torrent, List<Session>>();
    for (var session : sessions) {
      if (session.isPresent()) {
        swarms.computeIfAbsent(session.torrent(), _ -> new ArrayList<>()).add(session);
      }
    }
    var links = new ArrayList<Link>();
    swarms.values().forEach(swarm -> link(swarm, links));
    return links;
  }

  private static void link(List<Session> swarm, List<Link> links) {
    if (swarm.stream().noneMatch(Session::isSeed)) {
      return;
    }
    for (var to : swarm) {
      if (to.isSeed()) {
        continue;
      }
      for (var from : swarm) {
        if (!from.equals(to) && serves(from) && to.isLinked(from)) {
          links.add(new Link(from, to));
        }
      }
    }
  }

  private static boolean serves(Session session) {
    long size = session.torrent().size();
    return session.missing() <= (1 - SERVES) * size;
  }

  private static void share(List<Link> links) {
    var upload = new HashMap<Client, Double>();
    var download = new HashMap<Client, Double>();
    for (var link : links) {
      upload.put(link.from.client(), link.from.client().upload());
      download.put(link.to.client(), Client.DOWNLOAD);
    }
    for (int round = 0; round < ROUNDS; round++) {
      var open =
          links.stream().filter(link -> download.getOrDefault(link.to.client(), 0.0) > 1).toList();
      var takers = new HashMap<Client, Integer>();
      open.forEach(link -> takers.merge(link.from.client(), 1, Integer::sum));
      var offers = new HashMap<Client, Double>();
      for (var link : open) {
        offers.merge(link.to.client(), offer(link, upload, takers), Double::sum);
      }
      var taken = new HashMap<Link, Double>();
      for (var link : open) {
        double offered = offers.getOrDefault(link.to.client(), 0.0);
        double most = download.getOrDefault(link.to.client(), 0.0);
        double offer = offer(link, upload, takers);
        taken.put(link, offered > most ? offer * most / offered : offer);
      }
      taken.forEach((link, rate) -> {
        link.rate += rate;
        upload.merge(link.from.client(), -rate, Double::sum);
        download.merge(link.to.client(), -rate, Double::sum);
      });
    }
  }

  private static double offer(Link link, Map<Client, Double> upload, Map<Client, Integer> takers) {
    var from = link.from.client();
    return Math.max(0, upload.getOrDefault(from, 0.0)) / takers.getOrDefault(from, 1);
  }

  private Transfers() {}
}
