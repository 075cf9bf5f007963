package equilibrium.analyst.replay;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Counts what folds give, and digests its bytes in the order of partitions. The same announces give
 * the same digests.
 */
final class TableDigests implements PartitionFold.Results {
  private final Table contributions = new Table(Topics.CONTRIBUTIONS);
  private final Table balances = new Table(Topics.SWARM_BALANCES);
  private final Table episodes = new Table(Topics.SWARM_EPISODES);

  @Override
  public void announced(Announced announced, long appendedAtMs) {}

  @Override
  public void contribution(Contribution contribution) {
    contributions.add(
        Topics.CONTRIBUTIONS.value().serializer().serialize("contributions", contribution));
  }

  @Override
  public void balance(SwarmBalance balance) {
    balances.add(Topics.SWARM_BALANCES.value().serializer().serialize("balances", balance));
  }

  @Override
  public void episode(SwarmEpisode episode) {
    episodes.add(Topics.SWARM_EPISODES.value().serializer().serialize("episodes", episode));
  }

  List<String> lines() {
    return List.of(contributions.line(), balances.line(), episodes.line());
  }

  /** One topic's records. */
  private static final class Table {
    private final Topic<?, ?> topic;
    private final MessageDigest digest;
    private long records;

    Table(Topic<?, ?> topic) {
      this.topic = topic;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    void add(byte[] value) {
      digest.update(value);
      records++;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-14s %,12d records, sha-256 %s",
          topic.name(),
          records,
          HexFormat.of().formatHex(digest.digest()));
    }
  }
}
