package equilibrium.analyst.export;

import equilibrium.analyst.archive.ArchiveLock;
import equilibrium.analyst.archive.Manifest;
import equilibrium.analyst.archive.Segments;
import equilibrium.analyst.archive.TableFolder;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.TopicTables;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes topics as files. A run goes on where files of an earlier one end, so it may be killed at
 * any time.
 */
public final class Export {
  /** Topics without transactions and compaction: each offset has a record. */
  private static final Set<String> GAPLESS =
      Set.of(Topics.ANNOUNCES.name(), Topics.HAND_OUTS.name());

  /** What a run wrote. */
  public record Result(long rows, long files, long unreadable) {}

  /** A table and what is read of its topic. */
  private record Work(String table, PartitionRange range) {}

  private final Log log;
  private final ExportOptions options;
  private final PrintStream err;

  /**
   * An export.
   *
   * @param err gets ranges and progress
   */
  public Export(Log log, ExportOptions options, PrintStream err) {
    this.log = log;
    this.options = options;
    this.err = err;
  }

  /** Writes everything up to the ends as they are now. */
  public Result run() {
    var tables = tables(IdForm.RAW);
    var manifest = Manifest.of(options.format(), options.privacy());
    createFolder();
    try (var _ = ArchiveLock.of(options.folder());
        var unreadable = new UnreadableFile(options.folder())) {
      manifest.demandContinues(options.folder());
      var work = work(tables);
      manifest.write(options.folder());
      var result = run(work, unreadable);
      manifest.write(options.folder());
      return result;
    }
  }

  /** The ranges of all tables, beginning where files end; printed before anything is read. */
  private List<Work> work(List<TopicTable<?>> tables) {
    var work = new ArrayList<Work>();
    Map<String, List<PartitionRange>> ranges = new LinkedHashMap<>();
    for (var table : tables) {
      var folder = folder(table);
      folder.clean();
      var held = folder.held();
      var ofTopic =
          ranges.computeIfAbsent(
              table.topic().name(), _ -> log.ranges(table.topic(), options.range()));
      var mine =
          ofTopic.stream()
              .map(range -> {
                var files = held.get(range.partition());
                return files == null ? range : range.from(files.end());
              })
              .toList();
      echo(table, mine);
      mine.stream()
          .filter(range -> range.size() > 0)
          .forEach(range -> work.add(new Work(table.name(), range)));
    }
    return work;
  }

  private void echo(TopicTable<?> table, List<PartitionRange> ranges) {
    if (!options.isQuiet()) {
      err.printf(
          Locale.ROOT,
          "%s: %,d offsets of topic %s: %s%n",
          table.name(),
          ranges.stream().mapToLong(PartitionRange::size).sum(),
          table.topic().name(),
          ranges.stream()
              .map(range -> "%d:%d-%d".formatted(range.partition(), range.begin(), range.end()))
              .collect(Collectors.joining(" ")));
    }
  }

  /** Each once, although a topic and a table of it may both be named. */
  private List<TopicTable<?>> tables(IdForm ids) {
    Map<String, TopicTable<?>> byName = new LinkedHashMap<>();
    for (var name : options.names()) {
      for (var table : TopicTables.of(name, ids, options.privacy().addresses())) {
        byName.putIfAbsent(table.name(), table);
      }
    }
    return List.copyOf(byName.values());
  }

  private TableFolder folder(TopicTable<?> table) {
    return new TableFolder(options.folder(), table.name(), options.format());
  }

  private void createFolder() {
    try {
      var _ = TableFolder.create(options.folder());
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(options.folder(), e.getMessage()), e);
    }
  }

  private Result run(List<Work> work, UnreadableFile unreadable) {
    long rows = 0;
    long files = 0;
    var ids = options.privacy().ids();
    Path temporary = options.folder().resolve(".temporary");
    long all = work.stream().mapToLong(part -> part.range().size()).sum();
    try (var progress = new Progress(err, all, options.isQuiet());
        var database = Database.open(options.memory(), temporary)) {
      for (var part : work) {
        var table = TopicTables.of(part.table(), ids, options.privacy().addresses()).getFirst();
        var segments = segments(database, table, new Steps(progress, part.range()));
        try (var reader = log.read(part.range())) {
          segments.write(reader, part.range(), unreadable);
        }
        rows += segments.rows();
        files += segments.files();
      }
    }
    return new Result(rows, files, unreadable.count());
  }

  private <T> Segments<T> segments(Database database, TopicTable<T> table, Steps steps) {
    boolean isGapless = GAPLESS.contains(table.topic().name());
    return new Segments<>(
        database,
        folder(table),
        table,
        new Segments.Options(options.fileBytes(), isGapless, steps::reached));
  }

  /** Tells the progress by how much one range has gone on. */
  private static final class Steps {
    private final Progress progress;
    private long reached;

    Steps(Progress progress, PartitionRange range) {
      this.progress = progress;
      this.reached = range.begin();
    }

    void reached(long offset) {
      progress.add(offset - reached);
      reached = offset;
    }
  }
}
