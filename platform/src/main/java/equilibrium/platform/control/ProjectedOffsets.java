package equilibrium.platform.control;

import equilibrium.schemas.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far PostgreSQL has what the topics hold. */
public final class ProjectedOffsets {
  private static final long POLL_MS = 20;
  private static final String NEXT =
      "SELECT next_offset FROM %s WHERE topic = ? AND partition = ?"
          .formatted(Tables.PROJECTED_OFFSETS);

  /**
   * Waits until PostgreSQL has the records of these offsets.
   *
   * @return false: not within the patience
   */
  public static boolean await(
      Connection connection, Map<TopicPartition, Long> offsets, Duration patience)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (var record : offsets.entrySet()) {
      while (next(connection, record.getKey()) <= record.getValue()) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        Thread.sleep(POLL_MS);
      }
    }
    return true;
  }

  private static long next(Connection connection, TopicPartition partition) throws SQLException {
    try (var select = connection.prepareStatement(NEXT)) {
      select.setString(1, partition.topic());
      select.setInt(2, partition.partition());
      try (var row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private ProjectedOffsets() {}
}
