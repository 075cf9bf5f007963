package equilibrium.bench.faults;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Topics;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether scoring and the projector have come to where the log ended when this was made. Closed
 * after use; Kafka and PostgreSQL may be away in between.
 */
final class CaughtUp implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;
  private static final String SCORING = "equilibrium-scoring";

  private final Admin admin;
  private final Supplier<PostgresSettings> postgres;
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /**
   * Knows no ends yet.
   *
   * @param postgres asked anew each time, because a new set-up draws its password late
   */
  CaughtUp(KafkaSettings kafka, Supplier<PostgresSettings> postgres) {
    this.postgres = postgres;
    admin = Admin.create(kafka.with(Map.of("client.id", "fault-bench")));
  }

  /** Takes the ends of the log now; false: Kafka does not answer. */
  boolean takeEnds() {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (int partition = 0; partition < 8; partition++) {
      wanted.put(new TopicPartition(Topics.ANNOUNCES.name(), partition), OffsetSpec.latest());
    }
    try {
      admin
          .listOffsets(wanted)
          .all()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return true;
    } catch (ExecutionException | TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isScored() {
    try {
      var committed =
          admin
              .listConsumerGroupOffsets(SCORING)
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ends.entrySet().stream()
          .allMatch(end -> {
            var at = committed.get(end.getKey());
            return end.getValue() == 0 || (at != null && at.offset() >= end.getValue());
          });
    } catch (ExecutionException | TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isProjected() {
    var next = new HashMap<TopicPartition, Long>();
    try (var db = postgres.get().connect("fault-bench");
        var statement = db.createStatement();
        var row =
            statement.executeQuery(
                "SELECT topic, partition, next_offset FROM projected_offsets WHERE topic = 'announces'")) {
      while (row.next()) {
        next.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
      }
    } catch (SQLException _) {
      return false;
    }
    return ends.entrySet().stream()
        .allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public void close() {
    admin.close();
  }
}
