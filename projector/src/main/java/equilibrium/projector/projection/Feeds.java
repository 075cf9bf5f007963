package equilibrium.projector.projection;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.projector.projection.Feed.Readers;
import equilibrium.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All topics with their projections. */
public final class Feeds {

  /** By topic name. For one thread: decoders keep their buffers. */
  public static Map<String, Feed<?, ?>> all(TimeScale scale, boolean handOuts) {
    var feeds =
        Stream.<Feed<?, ?>>of(
            Feed.of(Topics.ANNOUNCES, new Peers(new EffectiveTime(scale))),
            Feed.of(Topics.CONTRIBUTIONS, new Contributions()),
            Feed.of(Topics.SWARM_EPISODES, SwarmEpisodes.projection()),
            Feed.of(Topics.SWARM_BALANCES, Readers.POLL, SwarmBalances.projection()),
            Feed.of(Topics.CLIENT_STANDINGS, Readers.FOLLOW, new ClientStandings()),
            Feed.of(Topics.TIER_CUTS, TierCutEpochs.projection()),
            Feed.of(Topics.ANOMALIES, Anomalies.projection()),
            Feed.of(Topics.SUSPICIONS, Readers.WAIT, Suspicions.projection()),
            Feed.of(Topics.CASE_DECISIONS, Readers.WAIT, CaseDecisions.projection()),
            Feed.of(Topics.INTERVENTIONS, Readers.WAIT, Interventions.projection()),
            Feed.of(Topics.REGISTRATIONS, Readers.WAIT, Registrations.projection()),
            Feed.of(Topics.ANNOUNCE_KEYS, Readers.WAIT, AnnounceKeys.projection()),
            Feed.of(Topics.MEMBERS, Members.projection()),
            Feed.of(Topics.DEAD_LETTERS, new DeadLetterRows()));
    var optional =
        handOuts
            ? Stream.<Feed<?, ?>>of(Feed.of(Topics.HAND_OUTS, new HandOuts()))
            : Stream.<Feed<?, ?>>of();
    return Stream.concat(feeds, optional)
        .collect(Collectors.toUnmodifiableMap(feed -> feed.topic().name(), Function.identity()));
  }

  /** Those whose tables have rows marked as deleted, which are removed later. */
  public static List<Feed<?, ?>> compacted(Map<String, Feed<?, ?>> feeds) {
    return feeds.values().stream().filter(Feed::hasTombstones).toList();
  }

  private Feeds() {}
}
