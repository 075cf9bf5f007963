package equilibrium.projector.loop;

import equilibrium.platform.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is projected. PostgreSQL's {@code projected_offsets} decides. The copy in
 * memory only serves to notice that another projector has moved an offset.
 */
final class Positions {
  private static final String LOAD =
      """
      INSERT INTO projected_offsets AS p (topic, partition, next_offset) VALUES (?, ?, ?)
      ON CONFLICT (topic, partition) DO UPDATE SET next_offset = p.next_offset
      RETURNING next_offset, leader_epoch
      """;
  private static final String MOVE =
      """
      UPDATE projected_offsets SET next_offset = ?, leader_epoch = ?
      WHERE topic = ? AND partition = ? AND next_offset = ?
      """;

  private final Connection db;
  private final Map<TopicPartition, Long> expected = new HashMap<>();

  Positions(Connection db) {
    this.db = db;
  }

  /**
   * Takes a partition over; returns the offset to read next.
   *
   * @param first the first offset that the log still has; a partition never seen begins there
   */
  OffsetAndMetadata take(TopicPartition partition, long first) throws SQLException {
    try (var load = db.prepareStatement(LOAD)) {
      load.setString(1, partition.topic());
      load.setInt(2, partition.partition());
      load.setLong(3, first);
      try (var row = load.executeQuery()) {
        row.next();
        long next = row.getLong(1);
        Optional<Integer> epoch = Optional.ofNullable(row.getObject(2, Integer.class));
        if (next < first) {
          throw new Fault(
              "%s is projected up to offset %d, but the log begins at %d: the records between are lost; rebuild the projection"
                  .formatted(partition, next, first));
        }
        expected.put(partition, next);
        return new OffsetAndMetadata(next, epoch, "");
      }
    }
  }

  void release(Collection<TopicPartition> partitions) {
    partitions.forEach(expected::remove);
  }

  /**
   * Moves the offsets of partitions within the transaction. This comes before the rows: the lock on
   * the offset keeps a former owner of the partition from writing any.
   */
  void move(SortedMap<TopicPartition, OffsetAndMetadata> next) throws SQLException {
    try (var move = db.prepareStatement(MOVE)) {
      for (var entry : next.entrySet()) {
        bind(move, entry.getKey(), entry.getValue());
        move.addBatch();
      }
      int[] moved = move.executeBatch();
      var partitions = List.copyOf(next.keySet());
      for (int i = 0; i < moved.length; i++) {
        if (moved[i] != 1) {
          throw new Fenced(partitions.get(i), expected(partitions.get(i)));
        }
      }
    }
  }

  private void bind(PreparedStatement move, TopicPartition partition, OffsetAndMetadata next)
      throws SQLException {
    move.setLong(1, next.offset());
    if (next.leaderEpoch().isPresent()) {
      move.setInt(2, next.leaderEpoch().get());
    } else {
      move.setNull(2, Types.INTEGER);
    }
    move.setString(3, partition.topic());
    move.setInt(4, partition.partition());
    move.setLong(5, expected(partition));
  }

  private long expected(TopicPartition partition) {
    return expected.getOrDefault(partition, -1L); // -1: not owned, so no row matches
  }

  /** Remembers the offsets after the commit. */
  void moved(SortedMap<TopicPartition, OffsetAndMetadata> next) {
    next.forEach((partition, position) -> expected.put(partition, position.offset()));
  }
}
