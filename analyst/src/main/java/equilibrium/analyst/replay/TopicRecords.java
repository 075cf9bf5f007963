package equilibrium.analyst.replay;

import equilibrium.analyst.archive.FoldableTopic;
import equilibrium.analyst.log.JoinedReader;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.MergedReader;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.log.RecordReader;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All records of a topic: those in files first, then what the topic has after them. */
public final class TopicRecords {
  private final Log log;
  private final Topic<?, ?> topic;
  private final @Nullable FoldableTopic files;

  /**
   * Records of a topic.
   *
   * @param files null: only the log
   */
  TopicRecords(Log log, Topic<?, ?> topic, @Nullable FoldableTopic files) {
    this.log = log;
    this.topic = topic;
    this.files = files;
  }

  /**
   * The offsets of each partition; the ends are those of the log now. A {@link Fault} if records
   * between files and log are lost.
   */
  public List<PartitionRange> ranges() {
    return log.ranges(topic, Range.ALL).stream().map(this::withFiles).toList();
  }

  private PartitionRange withFiles(PartitionRange range) {
    var held = files == null ? null : files.held().get(range.partition());
    if (held == null) {
      return range;
    }
    if (held.end() > range.end()) {
      throw new Fault(
          "the archive ends at offset %d of partition %d of %s, and the log at %d: are both of"
                  .formatted(held.end(), range.partition(), range.topic(), range.end())
              + " one tracker?");
    }
    if (held.begin() >= range.begin()) {
      return range;
    }
    if (held.end() < range.begin()) {
      throw new Fault(
          "the archive ends at offset %d of partition %d of %s, and the log begins at %d: what"
                  .formatted(held.end(), range.partition(), range.topic(), range.begin())
              + " lies between is lost");
    }
    return new PartitionRange(range.topic(), range.partition(), held.begin(), range.end());
  }

  /** The records of all partitions, in one order that is always the same. */
  public MergedReader merged(List<PartitionRange> ranges) {
    return new MergedReader(ranges.stream().map(range -> read(range, ranges.size())).toList());
  }

  /** The records of one partition. */
  RecordReader read(PartitionRange range) {
    return read(range, 1);
  }

  private RecordReader read(PartitionRange range, int readers) {
    var parts = new ArrayList<RecordReader>();
    var rest = range;
    var held = files == null ? null : files.held().get(range.partition());
    if (files != null && held != null && held.begin() <= range.begin()) {
      long end = Math.min(held.end(), range.end());
      parts.add(files.read(range.partition(), range.begin(), end));
      rest = new PartitionRange(range.topic(), range.partition(), end, range.end());
    }
    parts.add(log.read(rest, readers));
    return new JoinedReader(parts);
  }
}
