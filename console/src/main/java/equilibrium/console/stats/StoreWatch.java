package equilibrium.console.stats;

import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Member;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.platform.BackgroundTask;
import equilibrium.schemas.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads how far PostgreSQL has {@code announces}, and which programs run: each second while
 * somebody looks.
 */
public final class StoreWatch implements AutoCloseable {
  /**
   * What PostgreSQL said.
   *
   * @param at when
   * @param atNs the same, of {@link System#nanoTime}
   * @param projected the next offset of each partition
   */
  record Seen(Instant at, long atNs, Map<Integer, Long> projected, List<Member> members) {
    static final Seen NOTHING = new Seen(Instant.EPOCH, Long.MIN_VALUE, Map.of(), List.of());

    boolean isKnown() {
      return atNs != Long.MIN_VALUE;
    }
  }

  private final Database database;
  private final Members members;
  private final Attention attention;
  private final BackgroundTask task;
  private volatile Seen newest = Seen.NOTHING;

  private StoreWatch(Database database, Members members, Attention attention) {
    this.database = database;
    this.members = members;
    this.attention = attention;
    this.task = BackgroundTask.start("console-store-watch", this::run);
  }

  public static StoreWatch start(Database database, Members members, Attention attention) {
    return new StoreWatch(database, members, attention);
  }

  Seen newest() {
    return newest;
  }

  /** The programs that ran when PostgreSQL answered last. */
  public List<Member> members() {
    attention.asked();
    return newest.members();
  }

  /** When PostgreSQL answered last; 1970: it has not answered yet. */
  public Instant asOf() {
    return newest.at();
  }

  private void run(BackgroundTask running) {
    do {
      try {
        newest = new Seen(Instant.now(), System.nanoTime(), projected(), members.all());
      } catch (Refused _) {
        // PostgreSQL is away: what was seen last grows old, and the verdict says so
      }
    } while (!attention.isClosed(running));
  }

  private Map<Integer, Long> projected() {
    var offsets = new HashMap<Integer, Long>();
    var rows =
        database.list(
            Query.of(
                "SELECT partition, next_offset FROM projected_offsets WHERE topic = ?",
                Topics.ANNOUNCES.name()),
            row -> Map.entry(row.number("partition"), row.count("next_offset")));
    rows.forEach(row -> offsets.put(row.getKey(), row.getValue()));
    return offsets;
  }

  @Override
  public void close() {
    task.close();
  }
}
