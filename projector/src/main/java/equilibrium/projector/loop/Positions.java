package equilibrium.projector.loop;

import equilibrium.projector.rebuild.Extent;
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

  /** A partition in PostgreSQL and in the log, and the leader epoch of its last record. */
  record Stored(Extent extent, Optional<Integer> epoch) {}

  private final Connection db;
  private final Map<TopicPartition, Long> expected = new HashMap<>();

  Positions(Connection db) {
    this.db = db;
  }

  /**
   * Reads where a partition stands.
   *
   * @param first the first offset that the log still has; a partition never seen begins there
   * @param end behind the last record of the log
   * @param divergent see {@link Extent}
   */
  Stored load(TopicPartition partition, long first, long end, long divergent) throws SQLException {
    try (var load = db.prepareStatement(LOAD)) {
      load.setString(1, partition.topic());
      load.setInt(2, partition.partition());
      load.setLong(3, first);
      try (var row = load.executeQuery()) {
        row.next();
        return new Stored(
            new Extent(partition, row.getLong(1), first, end, divergent),
            Optional.ofNullable(row.getObject(2, Integer.class)));
      }
    }
  }

  /** Takes a partition over; returns the offset to read next. */
  OffsetAndMetadata own(Stored stored) {
    long next = stored.extent().position();
    expected.put(stored.extent().partition(), next);
    return new OffsetAndMetadata(next, stored.epoch(), "");
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
