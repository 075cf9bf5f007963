package equilibrium.analyst.replay;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
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
  private final Table<SpecificRecord> contributions = new Table<>(Topics.CONTRIBUTIONS);
  private final Table<SwarmBalance> balances = new Table<>(Topics.SWARM_BALANCES);
  private final Table<SwarmEpisode> episodes = new Table<>(Topics.SWARM_EPISODES);

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
  public void episode(SwarmEpisode episode, long appendedAtMs) {
    episodes.add(episode);
  }

  List<String> lines() {
    return List.of(contributions.line(), balances.line(), episodes.line());
  }

  /** One topic's records. */
  private static final class Table<V> {
    private final String name;
    private final Serializer<V> serializer;
    private final MessageDigest digest;
    private long records;

    Table(Topic<?, V> topic) {
      this.name = topic.name();
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
