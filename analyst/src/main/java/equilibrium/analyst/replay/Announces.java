package equilibrium.analyst.replay;

import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.TableFolder.Held;
import equilibrium.analyst.log.JoinedReader;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.MergedReader;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.log.RecordReader;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All announces of a log: those in files first, then what the topic has after them. */
public final class Announces {
  private final Log log;
  private final @Nullable FoldableArchive archive;
  private final Map<Integer, Held> files;

  /**
   * Announces of a tracker.
   *
   * @param archive null: only the log
   */
  public Announces(Log log, @Nullable FoldableArchive archive) {
    this.log = log;
    this.archive = archive;
    this.files = archive == null ? Map.of() : archive.held();
  }

  public Log log() {
    return log;
  }

  /** Whether files come before the log. */
  public boolean hasFiles() {
    return archive != null;
  }

  /**
   * The offsets of each partition; the ends are those of the log now. A {@link Fault} if records
   * between files and log are lost.
   */
  public List<PartitionRange> ranges() {
    return log.ranges(Topics.ANNOUNCES, Range.ALL).stream().map(this::withFiles).toList();
  }

  private PartitionRange withFiles(PartitionRange range) {
    var held = files.get(range.partition());
    if (held == null) {
      return range;
    }
    if (held.end() > range.end()) {
      throw new Fault(
          "the archive ends at offset %d of partition %d of announces, and the log at %d: are both of"
                  .formatted(held.end(), range.partition(), range.end())
              + " one tracker?");
    }
    if (held.begin() >= range.begin()) {
      return range;
    }
    if (held.end() < range.begin()) {
      throw new Fault(
          "the archive ends at offset %d of partition %d of announces, and the log begins at %d: what"
                  .formatted(held.end(), range.partition(), range.begin())
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
    var held = files.get(range.partition());
    if (archive != null && held != null && held.begin() <= range.begin()) {
      long end = Math.min(held.end(), range.end());
      parts.add(archive.read(range.partition(), range.begin(), end));
      rest = new PartitionRange(range.topic(), range.partition(), end, range.end());
    }
    parts.add(log.read(rest, readers));
    return new JoinedReader(parts);
  }
}
