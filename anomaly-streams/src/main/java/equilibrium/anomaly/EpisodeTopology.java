package equilibrium.anomaly;

import static equilibrium.schemas.Topics.ANOMALIES;
import static equilibrium.schemas.Topics.SWARM_EPISODES;
import static equilibrium.streams.Nodes.reading;

import equilibrium.anomaly.episode.EpisodeFold;
import equilibrium.anomaly.stream.JudgeEpisodes;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.streams.PerThread;
import equilibrium.streams.store.StateStores;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * {@code swarm-episodes → anomalies}: a sub-topology of its own. Its time is the end of the
 * episodes.
 */
final class EpisodeTopology {

  static void add(StreamsBuilder builder, EpisodeFold fold, StateStores stores) {
    builder.stream(
            SWARM_EPISODES.name(),
            reading(SWARM_EPISODES).withTimestampExtractor(EpisodeTopology::endOf))
        .process(JudgeEpisodes.with(fold, stores), Named.as("judge-episodes"))
        .to(
            ANOMALIES.name(),
            Produced.with(ANOMALIES.key(), PerThread.of(ANOMALIES::value))
                .withName("write-anomalies-of-episodes"));
  }

  private static long endOf(ConsumerRecord<Object, Object> record, long partitionTimeMs) {
    return record.value() instanceof SwarmEpisode episode
        ? Math.max(0, episode.getEndMs()) // a record of negative time would be skipped
        : record.timestamp();
  }

  private EpisodeTopology() {}
}
