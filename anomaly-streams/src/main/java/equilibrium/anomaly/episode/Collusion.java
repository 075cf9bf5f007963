package equilibrium.anomaly.episode;

import equilibrium.anomaly.finding.Findings;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Y2: a client uploads nearly always to the same one or two others, torrent after torrent. Guards:
 * friends and small trackers (the same receivers in five torrents, 50 clients in all), lost reports
 * of others (nearly all uploads). Episodes may be added in any order.
 */
public final class Collusion {
  private static final Comparator<Position> BY_POSITION =
      Comparator.comparingInt(Position::getPartition).thenComparingLong(Position::getOffset);

  private final CollusionLimits limits;
  private final SortedMap<ClientId, Uploads> clients = new TreeMap<>();

  /** What a client uploaded. */
  private static final class Uploads {
    private long bytes;
    private long narrow;
    private Identity identity = Identity.ADDRESS;
    private final TreeSet<PeerId> peerIds = new TreeSet<>();
    private final Map<List<ClientId>, Together> together = new TreeMap<>(Uploads::compare);

    private static int compare(List<ClientId> a, List<ClientId> b) {
      int first = a.getFirst().compareTo(b.getFirst());
      return first != 0 ? first : a.getLast().compareTo(b.getLast());
    }
  }

  /** Narrow episodes with the same receivers. */
  private static final class Together {
    private long sinceMs = Long.MAX_VALUE;
    private final TreeSet<InfoHash> torrents = new TreeSet<>();
    private final TreeSet<Position> episodes = new TreeSet<>(BY_POSITION);
  }

  public Collusion(CollusionLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds an episode.
   *
   * @param at where it lies in swarm-episodes
   */
  public void add(SwarmEpisode episode, Position at) {
    double received = (double) episode.getDownloaded() + episode.getDiscarded();
    if (Math.max((double) episode.getUploaded(), received) < limits.leastBytes()) {
      return;
    }
    var active = Activity.of(episode);
    for (Activity client : active.values()) {
      var uploads = clients.computeIfAbsent(client.clientId(), _ -> new Uploads());
      uploads.identity =
          client.identity() == Identity.ADDRESS ? uploads.identity : client.identity();
      if (client.uploaded() > 0) {
        uploads.bytes += (long) client.uploaded();
        addReceivers(uploads, client, receivers(client, active), episode, at);
      }
    }
  }

  private void addReceivers(
      Uploads uploads,
      Activity client,
      List<ClientId> receivers,
      SwarmEpisode episode,
      Position at) {
    if (receivers.isEmpty() || receivers.size() > limits.receivers()) {
      return;
    }
    uploads.narrow += (long) client.uploaded();
    bounded(uploads.peerIds, client.peerId());
    var together = uploads.together.computeIfAbsent(receivers, _ -> new Together());
    together.sinceMs = Math.min(together.sinceMs, episode.getStartMs());
    bounded(together.torrents, episode.getInfoHash());
    bounded(together.episodes, at);
  }

  /** The others that received a share worth the name, sorted. */
  private List<ClientId> receivers(Activity client, Map<ClientId, Activity> active) {
    double all = others(client, active).mapToDouble(Activity::received).sum();
    return others(client, active)
        .filter(other -> other.received() > limits.receiverShare() * all)
        .map(Activity::clientId)
        .toList();
  }

  private static Stream<Activity> others(Activity client, Map<ClientId, Activity> active) {
    return active.values().stream().filter(other -> !other.clientId().equals(client.clientId()));
  }

  private static <T> void bounded(NavigableSet<T> set, T element) {
    set.add(element);
    if (set.size() > Findings.MOST) {
      set.pollLast();
    }
  }

  /**
   * The findings, by client id.
   *
   * @param untilMs effective time that they carry
   */
  public List<Anomaly> findings(long untilMs, Shadow shadow) {
    if (clients.size() < limits.clients()) {
      return List.of();
    }
    return clients.entrySet().stream()
        .filter(entry -> entry.getValue().narrow >= limits.narrowShare() * entry.getValue().bytes)
        .flatMap(entry -> finding(entry.getKey(), entry.getValue(), untilMs).stream())
        .map(finding -> Findings.completed(finding, shadow))
        .toList();
  }

  private List<Anomaly.Builder> finding(ClientId clientId, Uploads uploads, long untilMs) {
    return uploads.together.values().stream()
        .filter(together -> together.torrents.size() >= limits.torrents())
        .max(Comparator.comparingInt(together -> together.torrents.size()))
        .map(together -> record(clientId, uploads, together, untilMs))
        .stream()
        .toList();
  }

  private Anomaly.Builder record(
      ClientId clientId, Uploads uploads, Together together, long untilMs) {
    double share = (double) uploads.narrow / uploads.bytes;
    int torrents = together.torrents.size();
    return Anomaly.newBuilder()
        .setRule("Y2")
        .setRulesVersion(limits.version())
        .setClientId(clientId)
        .setIdentity(uploads.identity)
        .setPeerIds(List.copyOf(uploads.peerIds))
        .setSinceMs(together.sinceMs)
        .setDecidedAtMs(untilMs)
        .setObserved(share)
        .setThreshold(limits.narrowShare())
        .setWeight(limits.weight())
        .setNumbers(Map.of("torrents", (double) torrents, "bytes", (double) uploads.bytes))
        .setEpisodes(List.copyOf(together.episodes))
        .setSummary(
            String.format(
                Locale.ROOT,
                "%.0f %% of the client's uploads went to at most %d others at a time, to the same"
                    + " ones in %d torrents.",
                100 * share,
                limits.receivers(),
                torrents));
  }
}
