package equilibrium.anomaly.stream;

import equilibrium.anomaly.episode.EpisodeFold;
import equilibrium.anomaly.episode.SwarmHistory;
import equilibrium.anomaly.episode.SwarmHistoryCodec;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.streams.StatefulProcessor;
import equilibrium.streams.store.StateStores;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Applies the rules on episodes to the episodes of each swarm. The history of a swarm is dropped
 * after 30 days without an episode.
 */
public final class JudgeEpisodes implements StatefulProcessor.Work<InfoHash, SwarmEpisode> {
  static final String STORE = "swarm-histories";

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration SWEEP = Duration.ofDays(1);

  private final EpisodeFold fold;
  private final ProcessorContext<ClientId, Anomaly> context;
  private final KeyValueStore<InfoHash, SwarmHistory> histories;

  private JudgeEpisodes(EpisodeFold fold, ProcessorContext<ClientId, Anomaly> context) {
    this.fold = fold;
    this.context = context;
    this.histories = context.getStateStore(STORE);
    context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::dropQuietSwarms);
  }

  /** The processors with their store. */
  public static ProcessorSupplier<InfoHash, SwarmEpisode, ClientId, Anomaly> with(
      EpisodeFold fold, StateStores stores) {
    var store = stores.store(STORE, Topics.SWARM_EPISODES.key(), SwarmHistoryCodec.CODEC.serde());
    return StatefulProcessor.of(List.of(store), context -> new JudgeEpisodes(fold, context));
  }

  @Override
  public void process(Record<InfoHash, SwarmEpisode> record) {
    var metadata = context.recordMetadata().orElseThrow();
    var at = new Position(metadata.partition(), metadata.offset());
    SwarmHistory stored = histories.get(record.key());
    var step = fold.after(stored == null ? SwarmHistory.NONE : stored, record.value(), at);
    histories.put(record.key(), step.history());
    for (Anomaly finding : step.findings()) {
      context.forward(record.withKey(finding.getClientId()).withValue(finding));
    }
  }

  private void dropQuietSwarms(long streamTimeMs) {
    long before = streamTimeMs - KEPT.toMillis();
    try (var all = histories.all()) {
      while (all.hasNext()) {
        var swarm = all.next();
        if (swarm.value.startMs() < before) {
          histories.delete(swarm.key);
        }
      }
    }
  }
}
