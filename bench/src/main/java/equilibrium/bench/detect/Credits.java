package equilibrium.bench.detect;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.streams.offline.Driver.Raw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/** What uploads were credited for, and where clients stand in the end. */
final class Credits {

  /**
   * Uploads of some clients; bytes.
   *
   * @param claimed as reported
   * @param credited as counted for the ratio
   */
  record Sum(long claimed, long credited) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(claimed + other.claimed, credited + other.credited);
    }

    double share() {
      return claimed == 0 ? 1 : (double) credited / claimed;
    }
  }

  private final Clients clients;
  private final Deserializer<SwarmEpisode> episodes = Topics.SWARM_EPISODES.value().deserializer();
  private final Deserializer<ClientStanding> standings =
      Topics.CLIENT_STANDINGS.value().deserializer();
  private final Map<ClientId, byte[]> newest = new HashMap<>();
  private final Set<ClientId> finishers = new HashSet<>();
  private final List<Double> imbalances = new ArrayList<>();
  private Sum honest = Sum.NONE;
  private Sum honestAmongCheaters = Sum.NONE;
  private Sum cheaters = Sum.NONE;

  Credits(Clients clients) {
    this.clients = clients;
  }

  void written(Topic<?, ?> topic, Raw record) {
    if (topic.equals(Topics.SWARM_EPISODES) && record.value() != null) {
      settled(episodes.deserialize(topic.name(), record.value()));
    } else if (topic.equals(Topics.CLIENT_STANDINGS)
        && record.value() != null
        && record.key() != null) {
      newest.put(new ClientId(record.key()), record.value());
    }
  }

  /** A client completed a download. */
  void completed(ClientId client) {
    finishers.add(client);
  }

  private void settled(SwarmEpisode episode) {
    var ofHonest = Sum.NONE;
    var ofCheaters = Sum.NONE;
    for (var claim : episode.getClaims()) {
      var sum = new Sum(claim.getUploaded(), claim.getUploadedCredited());
      if (clients.cheats(claim.getClientId())) {
        ofCheaters = ofCheaters.plus(sum);
      } else {
        ofHonest = ofHonest.plus(sum);
      }
    }
    honest = honest.plus(ofHonest);
    cheaters = cheaters.plus(ofCheaters);
    if (ofCheaters.claimed > 0) {
      honestAmongCheaters = honestAmongCheaters.plus(ofHonest);
    }
    long received = episode.getDownloaded() + episode.getDiscarded();
    long larger = Math.max(episode.getUploaded(), received);
    if (larger >= 50_000_000) { // docs/policy.md 3.2
      imbalances.add((double) (episode.getUploaded() - received) / larger);
    }
  }

  Sum honest() {
    return honest;
  }

  /** In the episodes in which a cheater claimed an upload. */
  Sum honestAmongCheaters() {
    return honestAmongCheaters;
  }

  Sum cheaters() {
    return cheaters;
  }

  int episodes() {
    return imbalances.size();
  }

  /** A quantile of (sent - received) / larger over the episodes of at least 50 MB. */
  double imbalance(double quantile) {
    var sorted = imbalances.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) (quantile * (sorted.size() - 1)));
  }

  /** Scores of honest clients that completed a download. */
  List<Integer> honestFinishers() {
    return finishers.stream().filter(clients::isHonest).map(this::score).toList();
  }

  int score(ClientId client) {
    byte[] standing = newest.get(client);
    return standing == null
        ? 0
        : standings.deserialize(Topics.CLIENT_STANDINGS.name(), standing).getScore();
  }
}
