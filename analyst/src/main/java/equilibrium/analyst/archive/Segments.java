package equilibrium.analyst.archive;

import equilibrium.analyst.database.Database;
import equilibrium.analyst.database.RowFeed;
import equilibrium.analyst.database.Unreadable;
import equilibrium.analyst.log.LogReader;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.table.TopicTable;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Writes one range of one table as files. A file ends with the day of append time, and when it is
 * about as large as wished. It gets its name only when it is whole, checked and on disk.
 */
public final class Segments<T> {
  /**
   * How files are written.
   *
   * @param fileBytes about how large a file may be
   * @param isGapless whether each offset of the topic has a record
   * @param progress is given the offset up to which records were read
   */
  public record Options(long fileBytes, boolean isGapless, LongConsumer progress) {}

  private final Database database;
  private final TableFolder folder;
  private final TopicTable<T> table;
  private final Options options;

  /** How many bytes of records make a byte of a file; a guess until the first file shows it. */
  private double ratio;

  private long rows;
  private long files;

  public Segments(Database database, TableFolder folder, TopicTable<T> table, Options options) {
    this.database = database;
    this.folder = folder;
    this.table = table;
    this.options = options;
    this.ratio = isParquet() ? 4 : 0.2;
  }

  private boolean isParquet() {
    return folder.format() == FileFormat.PARQUET;
  }

  /** Writes all records of a range. */
  public void write(LogReader reader, PartitionRange range, Unreadable unreadable) {
    var feed = new RowFeed<>(reader, table, unreadable);
    long begin = range.begin();
    for (var first = reader.peek(); first != null; first = reader.peek()) {
      begin = write(reader, feed, first, begin);
    }
  }

  /** Writes one file; returns its end. */
  private long write(LogReader reader, RowFeed<T> feed, LogRecord first, long begin) {
    int partition = first.partition();
    var date = day(first);
    var day = folder.day(date.toString());
    var unfinished = day.resolve(Part.unfinishedName(partition, begin));
    var limit = new Limit(date, (long) (options.fileBytes() * ratio));
    feed.begin(limit);
    try {
      Files.deleteIfExists(unfinished); // of a run that was killed here
      long written = database.run(number -> copy(number, unfinished), feed);
      long end = reader.position();
      check(unfinished, feed, written, end - begin);
      ratio = ratio(limit.bytes, Files.size(unfinished));
      publish(unfinished, day.resolve(Part.name(partition, begin, end, folder.format())));
      rows += written;
      files++;
      return end;
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(unfinished, e.getMessage()), e);
    }
  }

  /** A small Parquet file is mostly its description, so it shows no ratio below 1. */
  private double ratio(long recordBytes, long fileBytes) {
    return Math.max(isParquet() ? 1 : 0.01, recordBytes / (double) Math.max(1, fileBytes));
  }

  private String copy(long feed, Path file) {
    var format = folder.format();
    return "COPY (SELECT %s FROM feed(%s)) TO %s (%s)"
        .formatted(
            format.columns(table),
            feed,
            Database.quoted(file.toAbsolutePath().toString()),
            format.options());
  }

  /** The rows that were read, written and are found in the file are equal, and so are offsets. */
  private void check(Path file, RowFeed<T> feed, long written, long offsets) {
    long found =
        isParquet()
            ? database.number(
                "SELECT count(*) FROM read_parquet(%s, hive_partitioning = false)"
                    .formatted(Database.quoted(file.toAbsolutePath().toString())))
            : written;
    if (written != feed.rows() || found != feed.rows()) {
      throw new Fault(
          "%s: %d rows were read, %d written and %d found in the file"
              .formatted(file, feed.rows(), written, found));
    }
    if (options.isGapless() && feed.records() != offsets) {
      throw new Fault(
          "%s: %d offsets have %d records, expected one for each"
              .formatted(file, offsets, feed.records()));
    }
  }

  private static void publish(Path unfinished, Path file) throws IOException {
    if (Files.exists(file)) {
      throw new Fault("%s exists already: does another export write here?".formatted(file));
    }
    TableFolder.publish(unfinished, file);
  }

  private static LocalDate day(LogRecord record) {
    return Instant.ofEpochMilli(record.appendedAtMs()).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  public long rows() {
    return rows;
  }

  public long files() {
    return files;
  }

  /** Says which records still belong into a file. */
  private final class Limit implements Predicate<LogRecord> {
    private final long endMs;
    private final long most;
    private long bytes;

    Limit(LocalDate day, long most) {
      this.endMs = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      this.most = most;
    }

    @Override
    public boolean test(LogRecord record) {
      if (bytes > 0 && (bytes >= most || record.appendedAtMs() >= endMs)) {
        return false;
      }
      bytes += Math.max(1, record.size());
      options.progress().accept(record.offset() + 1);
      return true;
    }
  }
}
