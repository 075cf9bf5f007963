package equilibrium.standalone.archive;

import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.FoldableTopic;
import equilibrium.analyst.log.LogRecord;
import equilibrium.projector.rebuild.ArchivedTopic;
import equilibrium.schemas.Topics;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The files of one topic as records of its log. */
public final class ArchivedRecords implements ArchivedTopic {
  private static final int BATCH = 2_000;

  private final String topic;
  private final FoldableTopic files;

  private ArchivedRecords(String topic, FoldableTopic files) {
    this.topic = topic;
    this.files = files;
  }

  /**
   * What an archive has of contributions or swarm-episodes, whose rows outlive their records;
   * nothing of other topics. A {@link equilibrium.platform.Fault} if it has no files of the topic.
   */
  public static Optional<ArchivedTopic> of(FoldableArchive archive, String topic) {
    if (topic.equals(Topics.CONTRIBUTIONS.name())) {
      return Optional.of(new ArchivedRecords(topic, archive.contributions()));
    }
    return topic.equals(Topics.SWARM_EPISODES.name())
        ? Optional.of(new ArchivedRecords(topic, archive.episodes()))
        : Optional.empty();
  }

  @Override
  public Map<Integer, Held> held() {
    var held = new TreeMap<Integer, Held>();
    files.held().forEach((partition, one) -> held.put(partition, new Held(one.begin(), one.end())));
    return held;
  }

  @Override
  public void read(int partition, long begin, long end, Sink sink) throws SQLException {
    try (var reader = files.read(partition, begin, end)) {
      var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>(BATCH);
      for (var next = reader.peek(); next != null; next = reader.peek()) {
        batch.add(record(next));
        reader.skip();
        if (batch.size() == BATCH) {
          sink.take(batch);
          batch.clear();
        }
      }
      sink.take(batch);
    }
  }

  private ConsumerRecord<byte[], byte[]> record(LogRecord one) {
    return new ConsumerRecord<>(
        topic,
        one.partition(),
        one.offset(),
        one.appendedAtMs(),
        TimestampType.LOG_APPEND_TIME,
        one.key() == null ? ConsumerRecord.NULL_SIZE : one.key().length,
        one.value() == null ? ConsumerRecord.NULL_SIZE : one.value().length,
        one.key(),
        one.value(),
        new RecordHeaders(),
        Optional.empty());
  }
}
