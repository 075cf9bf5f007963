package equilibrium.projector.projection;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All topics and what becomes of each. */
public final class Feeds {

  /** By topic name. For one thread. */
  public static Map<String, Feed<?, ?>> all(TimeScale scale, boolean handOuts) {
    var feeds =
        Stream.<Feed<?, ?>>of(
            Feed.of(Topics.ANNOUNCES, new Peers(new EffectiveTime(scale))),
            Feed.of(Topics.CONTRIBUTIONS, new Contributions()),
            Feed.of(Topics.SWARM_EPISODES, SwarmEpisodes.projection()),
            Feed.of(Topics.SWARM_BALANCES, SwarmBalances.projection()),
            Feed.followed(Topics.CLIENT_STANDINGS, new ClientStandings()),
            Feed.of(Topics.TIER_CUTS, TierCutEpochs.projection()),
            Feed.of(Topics.ANOMALIES, Anomalies.projection()),
            Feed.of(Topics.SUSPICIONS, Suspicions.projection()),
            Feed.followed(Topics.INTERVENTIONS, Interventions.projection()),
            Feed.followed(Topics.REGISTRATIONS, Registrations.projection()),
            Feed.followed(Topics.ANNOUNCE_KEYS, AnnounceKeys.projection()),
            Feed.of(Topics.MEMBERS, Members.projection()),
            Feed.of(Topics.DEAD_LETTERS, new DeadLetterRows()));
    var optional =
        handOuts
            ? Stream.<Feed<?, ?>>of(Feed.of(Topics.HAND_OUTS, new HandOuts()))
            : Stream.<Feed<?, ?>>of();
    return Stream.concat(feeds, optional)
        .collect(Collectors.toUnmodifiableMap(feed -> feed.topic().name(), Function.identity()));
  }

  /** Of its tables those whose deleted rows are purged later. */
  public static List<Feed<?, ?>> compacted(Map<String, Feed<?, ?>> feeds) {
    return feeds.values().stream().filter(Feed::hasTombstones).toList();
  }

  private Feeds() {}
}
