package equilibrium.analyst.archive;

import equilibrium.analyst.archive.TableFolder.Held;
import equilibrium.analyst.database.Cursor;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.RecordReader;
import equilibrium.analyst.table.AnnounceRows;
import equilibrium.analyst.table.SwarmRows;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.EpisodeClaim;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of an archive, as the records that they come from. */
public final class FoldableArchive implements AutoCloseable {
  private static final String ANNOUNCES = "announces";
  private static final String TICKS = "ticks";
  private static final String CONTRIBUTIONS = "contributions";
  private static final String EPISODES = "episodes";
  private static final String CLAIMS = "episode_claims";

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
   * Topic announces. A {@link Fault} if no file has it, or if files overlap or leave a gap; so of
   * the others.
   */
  public FoldableTopic announces() {
    var held = held("announces", ANNOUNCES, TICKS);
    return new FoldableTopic(
        held,
        (partition, begin, end) -> {
          var rows = new AnnounceRows(manifest.addresses());
          var announces =
              cursor(ANNOUNCES, rows.columns(ANNOUNCES), new Range(partition, begin, end));
          var ticks = cursor(TICKS, rows.columns(TICKS), new Range(partition, begin, end));
          return new InOrder(
              new RowReader(() -> announces.next(rows::announce), List.of(announces)),
              new RowReader(() -> ticks.next(rows::tick), List.of(ticks)));
        });
  }

  /** Topic contributions, without copied ticks. */
  public FoldableTopic contributions() {
    var held = held("contributions", CONTRIBUTIONS, CONTRIBUTIONS);
    return new FoldableTopic(
        held,
        (partition, begin, end) -> {
          var rows = new SwarmRows();
          var cursor =
              cursor(CONTRIBUTIONS, rows.columns(CONTRIBUTIONS), new Range(partition, begin, end));
          return new RowReader(() -> cursor.next(rows::contribution), List.of(cursor));
        });
  }

  /** Topic swarm-episodes. */
  public FoldableTopic episodes() {
    var held = held("swarm-episodes", EPISODES, CLAIMS);
    return new FoldableTopic(
        held,
        (partition, begin, end) -> {
          var rows = new SwarmRows();
          var range = new Range(partition, begin, end);
          var episodes = cursor(EPISODES, rows.columns(EPISODES), range);
          var claims = cursor(CLAIMS, rows.columns(CLAIMS), range);
          return new RowReader(
              new WholeEpisodes(rows, episodes, claims), List.of(episodes, claims));
        });
  }

  /**
   * Contributions or episodes, whose rows outlive their records in the log. Empty if no file has
   * the topic, and for other topics.
   */
  public Optional<TopicFiles> files(String topic) {
    if (topic.equals(Topics.CONTRIBUTIONS.name()) && has(CONTRIBUTIONS)) {
      return Optional.of(new TopicFiles(topic, contributions()));
    }
    return topic.equals(Topics.SWARM_EPISODES.name()) && has(EPISODES)
        ? Optional.of(new TopicFiles(topic, episodes()))
        : Optional.empty();
  }

  private boolean has(String table) {
    return !folder(table).held().isEmpty();
  }

  /** What both tables of a topic have. */
  private Map<Integer, Held> held(String topic, String table, String other) {
    var first = folder(table).held();
    if (first.isEmpty()) {
      throw new Fault(
          "%s has no files of topic %s: export the topic into it".formatted(folder, topic));
    }
    var second = folder(other).held();
    var both = new TreeMap<Integer, Held>();
    first.forEach((partition, one) -> {
      var two = second.get(partition);
      if (two == null || two.begin() >= one.end() || one.begin() >= two.end()) {
        throw new Fault(
            "%s has %s of partition %d and no %s beside them: export the topic"
                .formatted(folder, table, partition, other));
      }
      both.put(
          partition, new Held(Math.max(one.begin(), two.begin()), Math.min(one.end(), two.end())));
    });
    return both;
  }

  private TableFolder folder(String table) {
    return new TableFolder(folder, table, manifest.format());
  }

  private record Range(int partition, long begin, long end) {}

  /** Rows come in the order of the files, which is that of their offsets. */
  private Cursor cursor(String table, String columns, Range range) {
    var paths =
        folder(table).files(range.partition()).stream()
            .map(file -> Database.quoted(file.toAbsolutePath().toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return database.cursor(
        "SELECT %s FROM read_parquet(%s, hive_partitioning = false) WHERE log_offset >= %d AND log_offset < %d"
            .formatted(columns, paths, range.begin(), range.end()));
  }

  @Override
  public void close() {
    database.close();
  }

  /** Two readers of one partition, in the order of their offsets. */
  private record InOrder(RecordReader one, RecordReader other) implements RecordReader {

    @Override
    public @Nullable LogRecord peek() {
      return next().peek();
    }

    private RecordReader next() {
      var first = one.peek();
      var second = other.peek();
      return second != null && (first == null || second.offset() < first.offset()) ? other : one;
    }

    @Override
    public void skip() {
      next().skip();
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  /** Episodes with their claims, which come in the same order. */
  private static final class WholeEpisodes implements Supplier<@Nullable LogRecord> {
    private final SwarmRows rows;
    private final Cursor episodes;
    private final Cursor claims;
    private SwarmRows.@Nullable Claim next;

    WholeEpisodes(SwarmRows rows, Cursor episodes, Cursor claims) {
      this.rows = rows;
      this.episodes = episodes;
      this.claims = claims;
      this.next = claims.next(rows::claim);
    }

    @Override
    public @Nullable LogRecord get() {
      var episode = episodes.next(rows::episode);
      if (episode == null) {
        return null;
      }
      var mine = new ArrayList<EpisodeClaim>();
      for (; next != null && next.offset() <= episode.offset(); next = claims.next(rows::claim)) {
        if (next.offset() < episode.offset()) {
          throw new Fault(
              "the files have claims at offset %d and no episode".formatted(next.offset()));
        }
        mine.add(next.claim());
      }
      return rows.record(episode, mine);
    }
  }
}
