package equilibrium.analyst.archive;

import equilibrium.analyst.archive.TableFolder.Held;
import equilibrium.analyst.database.Cursor;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.RecordReader;
import equilibrium.analyst.table.AnnounceRows;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Announces and ticks in the files of an archive, as the records that they come from. */
public final class FoldableArchive implements AutoCloseable {
  private static final String ANNOUNCES = "announces";
  private static final String TICKS = "ticks";

  private final Path folder;
  private final Manifest manifest;
  private final Database database;

  private FoldableArchive(Path folder, Manifest manifest, Database database) {
    this.folder = folder;
    this.manifest = manifest;
    this.database = database;
  }

  /**
   * Opens an archive. A {@link Fault} if its files cannot be turned back into records.
   *
   * @param memory for DuckDB, such as 1GiB
   * @param temporary folder for what does not fit
   */
  public static FoldableArchive open(Path folder, String memory, Path temporary) {
    var manifest =
        Manifest.read(folder)
            .orElseThrow(
                () -> new Fault("%s has no manifest.json: is it an export?".formatted(folder)));
    if (!manifest.key().isEmpty()) {
      throw new Fault(
          "%s has ids under a key, expected those of the log: only an export with --raw-ids can be"
                  .formatted(folder)
              + " folded again");
    }
    if (manifest.format() != FileFormat.PARQUET) {
      throw new Fault(
          "%s has %s files, expected parquet: others cannot be folded again"
              .formatted(folder, manifest.format().extension()));
    }
    return new FoldableArchive(folder, manifest, Database.open(memory, temporary));
  }

  /**
   * The offsets of topic announces whose records are all in files, by partition. A {@link Fault} if
   * files overlap or leave a gap.
   */
  public Map<Integer, Held> held() {
    var ticks = files(TICKS).held();
    var both = new TreeMap<Integer, Held>();
    files(ANNOUNCES)
        .held()
        .forEach((partition, held) -> {
          var other = ticks.get(partition);
          if (other == null || other.begin() >= held.end() || held.begin() >= other.end()) {
            throw new Fault(
                "%s has announces of partition %d and no ticks beside them: export the topic"
                    .formatted(folder, partition));
          }
          both.put(
              partition,
              new Held(Math.max(held.begin(), other.begin()), Math.min(held.end(), other.end())));
        });
    return both;
  }

  private TableFolder files(String table) {
    return new TableFolder(folder, table, manifest.format());
  }

  /** The records of a partition from an offset on, up to another one, which is not included. */
  public RecordReader read(int partition, long begin, long end) {
    var rows = new AnnounceRows(manifest.addresses());
    return new Reader(
        cursor(ANNOUNCES, rows, partition, begin, end),
        cursor(TICKS, rows, partition, begin, end),
        rows);
  }

  /** Rows come in the order of the files, which is that of their offsets. */
  private Cursor cursor(String table, AnnounceRows rows, int partition, long begin, long end) {
    var paths =
        files(table).files(partition).stream()
            .map(file -> Database.quoted(file.toAbsolutePath().toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return database.cursor(
        "SELECT %s FROM read_parquet(%s, hive_partitioning = false) WHERE log_offset >= %d AND log_offset < %d"
            .formatted(rows.columns(table), paths, begin, end));
  }

  @Override
  public void close() {
    database.close();
  }

  /** Rows of both tables in the order of their offsets. */
  private static final class Reader implements RecordReader {
    private final Cursor announces;
    private final Cursor ticks;
    private final AnnounceRows rows;
    private @Nullable LogRecord announce;
    private @Nullable LogRecord tick;

    Reader(Cursor announces, Cursor ticks, AnnounceRows rows) {
      this.announces = announces;
      this.ticks = ticks;
      this.rows = rows;
      this.announce = announces.next(rows::announce);
      this.tick = ticks.next(rows::tick);
    }

    @Override
    public @Nullable LogRecord peek() {
      return isTickNext() ? tick : announce;
    }

    private boolean isTickNext() {
      return tick != null && (announce == null || tick.offset() < announce.offset());
    }

    @Override
    public void skip() {
      if (isTickNext()) {
        tick = next(ticks.next(rows::tick), tick);
      } else {
        announce = next(announces.next(rows::announce), announce);
      }
    }

    private static @Nullable LogRecord next(@Nullable LogRecord next, @Nullable LogRecord before) {
      if (next != null && before != null && next.offset() <= before.offset()) {
        throw new Fault(
            "the files have offset %d of partition %d after %d"
                .formatted(next.offset(), next.partition(), before.offset()));
      }
      return next;
    }

    @Override
    public void close() {
      announces.close();
      ticks.close();
    }
  }
}
