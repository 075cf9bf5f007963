package equilibrium.anomaly.attribution;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the info-hashes that repeat what another one says: those of hybrid torrents (BEP 52), which
 * some clients announce under both hashes with the same counters. Others announce the one hash
 * only, so under the other one uploads seem to have no receivers. The order of episodes does not
 * matter.
 *
 * <p>A hash repeats another one if the sessions that made nine tenths of its bytes, of two clients
 * or more, made the same bytes under the other one, and under no third. A fabricated upload that is
 * hidden so still counts under the other hash.
 */
final class Hybrids {
  private static final double SAME = 0.01;
  private static final double LEAST_SHARE = 0.9;
  private static final int LEAST_CLIENTS = 2;

  /** In one episode. Smaller claims tell little. */
  private static final long LEAST_BYTES = 10_000_000;

  /** Beyond, half of the sessions are left out, by their hash codes: again and again. */
  private static final int MOST_CLAIMS = 500_000;

  /** One peer id for more torrents says nothing of any: a process, not a torrent, has it. */
  private static final int MOST_HASHES = 16;

  private record Session(ClientId clientId, PeerId peerId) {
    /** Whether it stays when only each 2^halvings-th session does. */
    boolean stays(int halvings) {
      int mixed = hashCode() * 0x9e3779b9; // the golden ratio: hash codes of ids are not uniform
      return halvings == 0 || mixed >>> (Integer.SIZE - halvings) == 0;
    }
  }

  private record Place(InfoHash infoHash, long startMs) {}

  /** What a session did; bytes. */
  private record Bytes(long uploaded, long received) {
    static Bytes of(EpisodeClaim claim) {
      return new Bytes(claim.getUploaded(), claim.getDownloaded() + claim.getDiscarded());
    }

    Bytes plus(Bytes other) {
      return new Bytes(uploaded + other.uploaded, received + other.received);
    }

    long all() {
      return uploaded + received;
    }

    boolean isSame(Bytes other) {
      return isSame(uploaded, other.uploaded) && isSame(received, other.received);
    }

    private static boolean isSame(long one, long other) {
      return Math.abs(one - other) <= SAME * Math.max(one, other);
    }
  }

  /** One hash that may repeat another. */
  private record Pair(InfoHash one, InfoHash other) {}

  /** What speaks for it. */
  private static final class Agreement {
    long bytes;
    final Set<ClientId> clients = new HashSet<>();
  }

  private final Map<Session, Map<Place, Bytes>> sessions = new HashMap<>();
  private int claims;
  private int halvings;

  /** Adds an episode; one that comes twice counts once. */
  void add(SwarmEpisode episode) {
    var place = new Place(episode.getInfoHash(), episode.getStartMs());
    for (EpisodeClaim claim : episode.getClaims()) {
      var session = new Session(claim.getClientId(), claim.getPeerId());
      var bytes = Bytes.of(claim);
      if (bytes.all() >= LEAST_BYTES && session.stays(halvings)) {
        var before = sessions.computeIfAbsent(session, _ -> new HashMap<>(2)).put(place, bytes);
        claims += before == null ? 1 : 0;
        while (claims > MOST_CLAIMS) {
          halve();
        }
      }
    }
  }

  private void halve() {
    halvings++;
    sessions.keySet().removeIf(each -> !each.stays(halvings));
    claims = sessions.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * The hashes that repeat another one. Of two that repeat each other, the one with fewer bytes.
   */
  Set<InfoHash> repeating() {
    var all = new HashMap<InfoHash, Long>();
    var agreements = new HashMap<Pair, Agreement>();
    sessions.forEach((session, places) -> {
      var byHash = new HashMap<InfoHash, Bytes>();
      places.forEach((place, bytes) -> byHash.merge(place.infoHash, bytes, Bytes::plus));
      byHash.forEach((infoHash, bytes) -> all.merge(infoHash, bytes.all(), Long::sum));
      if (byHash.size() <= MOST_HASHES) {
        agree(session, byHash, agreements);
      }
    });
    var repeating = new HashSet<InfoHash>();
    agreements.forEach((pair, agreement) -> {
      long ofOne = all.getOrDefault(pair.one, 0L);
      long ofOther = all.getOrDefault(pair.other, 0L);
      boolean isSmaller =
          ofOne < ofOther || (ofOne == ofOther && pair.one.compareTo(pair.other) > 0);
      if (isSmaller
          && agreement.bytes >= LEAST_SHARE * ofOne
          && agreement.clients.size() >= LEAST_CLIENTS) {
        repeating.add(pair.one);
      }
    });
    return repeating;
  }

  private static void agree(
      Session session, Map<InfoHash, Bytes> byHash, Map<Pair, Agreement> agreements) {
    byHash.forEach((one, ofOne) -> {
      var same =
          byHash.entrySet().stream()
              .filter(other -> !other.getKey().equals(one) && ofOne.isSame(other.getValue()))
              .limit(2)
              .toList();
      if (same.size() == 1) {
        var pair = new Pair(one, same.getFirst().getKey());
        var agreement = agreements.computeIfAbsent(pair, _ -> new Agreement());
        agreement.bytes += ofOne.all();
        agreement.clients.add(session.clientId);
      }
    });
  }
}
