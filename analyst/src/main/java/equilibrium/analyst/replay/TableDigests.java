package equilibrium.analyst.replay;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Counts what folds give, and digests its bytes in the order of partitions. The same announces give
 * the same digests.
 */
final class TableDigests implements PartitionFold.Results {
  private final AnomalyConfig detection;
  private final Table<SpecificRecord> contributions = new Table<>(Topics.CONTRIBUTIONS);
  private final Table<SwarmBalance> balances = new Table<>(Topics.SWARM_BALANCES);
  private final Table<SwarmEpisode> episodes = new Table<>(Topics.SWARM_EPISODES);
  private final FoldedEpisodes kept = new FoldedEpisodes();
  private int partition;
  private long episode;

  /**
   * Without records yet.
   *
   * @param detection by which the daily attribution decides
   */
  TableDigests(AnomalyConfig detection) {
    this.detection = detection;
  }

  /** What follows comes from this partition. */
  void begin(int next) {
    partition = next;
    episode = 0;
  }

  @Override
  public void read(SpecificRecord value, long appendedAtMs) {}

  @Override
  public void contribution(Contribution contribution, long appendedAtMs) {
    contributions.add(contribution);
  }

  @Override
  public void balance(SwarmBalance balance) {
    balances.add(balance);
  }

  @Override
  public void episode(SwarmEpisode value, long appendedAtMs) {
    episodes.add(value);
    kept.add(value, new Position(partition, episode++));
  }

  List<String> lines() {
    return List.of(contributions.line(), balances.line(), episodes.line(), attribution());
  }

  /** The findings of the daily runs over all episodes by their ends, so that none is late. */
  private String attribution() {
    var days = AnomalyDetection.attributionDays(detection);
    var findings = new Table<>("attribution", Topics.ANOMALIES);
    kept.byEnd((each, at) -> days.add(each, at).forEach(findings::add));
    return kept.isWhole() && days.leftOut() == 0
        ? findings.line()
        : "attribution    is left out: the episodes do not fit into memory";
  }

  /** One topic's records. */
  private static final class Table<V> {
    private final String name;
    private final Serializer<V> serializer;
    private final MessageDigest digest;
    private long records;

    Table(Topic<?, V> topic) {
      this(topic.name(), topic);
    }

    Table(String name, Topic<?, V> topic) {
      this.name = name;
      this.serializer = topic.value().serializer();
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    void add(V value) {
      digest.update(serializer.serialize(name, value));
      records++;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-14s %,12d records, sha-256 %s",
          name,
          records,
          HexFormat.of().formatHex(digest.digest()));
    }
  }
}
