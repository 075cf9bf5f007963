package equilibrium.anomaly.attribution.run;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The daily runs over episodes that come one after another, without a broker. As in the program,
 * the end of the newest episode tells when a day is over, and the run of that day reads what came
 * before. The same episodes in the same order give the same findings. Not thread-safe.
 */
public final class AttributionDays {
  /** Bytes of encoded episodes that are kept for the next runs. */
  private static final long MOST_BYTES = 256L << 20;

  private final Serializer<SwarmEpisode> serializer = Topics.SWARM_EPISODES.value().serializer();
  private final Deserializer<SwarmEpisode> episodes = Topics.SWARM_EPISODES.value().deserializer();
  private final AttributionRules rules = AttributionRules.V2;
  private final RunPlan plan = new RunPlan(rules);
  private final Shadow shadow;
  private final long mostBytes;
  private final Queue<Kept> kept = new ArrayDeque<>();
  private List<AttributionRun> last = List.of();
  private long newestMs;
  private long bytes;
  private long leftOut;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(long endMs, Position at, byte[] episode) {}

  /**
   * Without episodes yet.
   *
   * @param shadow rules whose findings are without effect
   */
  public AttributionDays(Shadow shadow) {
    this(shadow, MOST_BYTES);
  }

  AttributionDays(Shadow shadow, long mostBytes) {
    this.shadow = shadow;
    this.mostBytes = mostBytes;
  }

  /**
   * Adds an episode, and gives the findings of the run that it makes due, if it does.
   *
   * @param at where the episode lies, as findings name it
   */
  public List<Anomaly> add(SwarmEpisode episode, Position at) {
    keep(new Kept(episode.getEndMs(), at, serializer.serialize("", episode)));
    newestMs = Math.max(newestMs, episode.getEndMs());
    var due = plan.next(last, newestMs, List.of());
    last =
        due.map(run -> List.of(AttributionRun.newBuilder(run).setDone(true).build())).orElse(last);
    return due.map(this::findings).orElse(List.of());
  }

  private void keep(Kept episode) {
    kept.add(episode);
    bytes += episode.episode.length;
    while (bytes > mostBytes) {
      bytes -= kept.remove().episode.length;
      leftOut++;
    }
  }

  private List<Anomaly> findings(AttributionRun run) {
    kept.removeIf(each -> each.endMs < run.getSinceMs());
    bytes = kept.stream().mapToLong(each -> each.episode.length).sum();
    var batch = new Batch(rules, shadow);
    kept.stream()
        .filter(each -> each.endMs < run.getUntilMs())
        .forEach(each -> batch.add(episodes.deserialize("", each.episode), each.at));
    return batch.result(run.getUntilMs()).findings();
  }

  /** Episodes that did not fit: the oldest, of more than 256 MiB. */
  public long leftOut() {
    return leftOut;
  }
}
