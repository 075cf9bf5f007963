package equilibrium.scoring.stream;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.BaselineCodec;
import equilibrium.scoring.swarm.Baseline;
import equilibrium.scoring.swarm.EpisodeBalance;
import equilibrium.scoring.swarm.EpisodeBalance.Swarm;
import equilibrium.scoring.swarm.Imbalance;
import equilibrium.scoring.swarm.RegisteredTorrent;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Compares settled episodes of one partition with others of their kind in this partition, and keeps
 * the imbalance of each swarm. So an episode is a function of its own partition and of the
 * registrations.
 */
final class EpisodeBalances {
  private static final String BASELINE = "baseline-";

  private final ScoringRules rules;
  private final SwarmStores stores;
  private final ReadOnlyKeyValueStore<InfoHash, RegisteredTorrent> torrents;

  /** What the store holds. */
  private final Map<SwarmKind, Baseline> baselines = new EnumMap<>(SwarmKind.class);

  EpisodeBalances(
      ScoringRules rules,
      SwarmStores stores,
      ReadOnlyKeyValueStore<InfoHash, RegisteredTorrent> torrents) {
    this.rules = rules;
    this.stores = stores;
    this.torrents = torrents;
  }

  /** The record of a settled episode with its balance; stores what that changes. */
  SwarmEpisode judged(SwarmEpisode.Builder episode) {
    var infoHash = episode.getInfoHash();
    boolean isPrivate = RegisteredTorrent.orNone(torrents.get(infoHash)).isPrivate();
    Imbalance stored = stores.imbalances().get(infoHash);
    var before = stored == null ? Imbalance.NONE : stored;
    var balance = EpisodeBalance.of(episode, new Swarm(isPrivate, before), this::baseline, rules);
    balance.writeTo(episode);
    var after = balance.imbalance();
    if (!after.equals(before)) {
      stores.imbalances().put(infoHash, after.equals(Imbalance.NONE) ? null : after);
    }
    if (balance.baseline() != baseline(balance.kind())) {
      baselines.put(balance.kind(), balance.baseline());
      var bytes = BaselineCodec.CODEC.write(balance.baseline());
      stores.progress().put(BASELINE + balance.kind(), Bytes.wrap(bytes));
    }
    return episode.build();
  }

  private Baseline baseline(SwarmKind kind) {
    return baselines.computeIfAbsent(kind, this::stored);
  }

  private Baseline stored(SwarmKind kind) {
    Bytes bytes = stores.progress().get(BASELINE + kind);
    var baseline = bytes == null ? null : BaselineCodec.CODEC.read(bytes.get());
    return baseline == null ? Baseline.NONE : baseline;
  }
}
