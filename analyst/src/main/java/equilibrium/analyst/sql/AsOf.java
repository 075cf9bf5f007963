package equilibrium.analyst.sql;

import static equilibrium.analyst.database.Database.quoted;

import equilibrium.analyst.database.Database;
import equilibrium.analyst.log.Log;
import equilibrium.platform.PostgresSettings;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Tells what was in force at a time: the last record of a key that was appended until then. That is
 * exact or unknown: compaction removes older records first, so one that is left was in force until
 * the next that is left.
 */
public final class AsOf {
  private static final int MOST_BEFORE = 10;

  private final Sql sql;
  private final PrintStream out;
  private final String time;

  /**
   * Answers about one time.
   *
   * @param options whose format and file are not used
   */
  public AsOf(SqlOptions options, Instant time, PrintStream out, PrintStream err) {
    this.sql = new Sql(options, out, err);
    this.out = out;
    this.time = quoted(LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString()) + "::TIMESTAMP";
  }

  /** Prints the answer. */
  public void run(Subject subject, Log log, PostgresSettings postgres) {
    try (var database = sql.open(log, postgres)) {
      switch (subject) {
        case Subject.Swarm(var infoHash) -> swarm(database, "info_hash = " + quoted(infoHash));
        case Subject.Client(var id) -> client(database, id);
        case Subject.Cuts() -> inForce(database, "cuts", "true");
        case Subject.Interventions() ->
            table(
                database, "interventions", "SELECT * FROM interventions_asof(%s)".formatted(time));
      }
    }
    sql.reportUnreadable();
  }

  private void swarm(Database database, String ofSwarm) {
    inForce(database, "balances", ofSwarm);
    table(
        database,
        "interventions",
        "SELECT * FROM interventions_asof(%s) WHERE %s".formatted(time, ofSwarm));
    before(
        database,
        "announces",
        ofSwarm,
        "received_at, client_id, client_program, event, uploaded, downloaded, left_bytes, policy,"
            + " tier, peers");
  }

  private void client(Database database, String id) {
    var ofClient = "client_id = " + quoted(id);
    inForce(database, "standings", ofClient);
    inForce(database, "suspicions", ofClient);
    inForce(database, "cuts", "true");
    before(
        database,
        "contributions",
        ofClient,
        "effective_at, info_hash, client_program, event, role, kind, uploaded, downloaded,"
            + " seconds_credited, need, quality");
  }

  /** The state of one key, a column a line. */
  private void inForce(Database database, String table, String condition) {
    out.println(table);
    boolean[] isKnown = {false};
    database.query(
        "SELECT * FROM %s_asof(%s) WHERE %s".formatted(table, time, condition),
        rows -> isKnown[0] = new ResultText(out).fields(rows));
    if (!isKnown[0]) {
      out.println("  " + whyUnknown(database, table, condition));
    }
    out.println();
  }

  private String whyUnknown(Database database, String table, String condition) {
    String[] reason = {""};
    database.query(
        "SELECT min(appended_at), count(*) FILTER (WHERE appended_at <= %s) FROM %s WHERE %s"
            .formatted(time, table, condition),
        rows -> {
          rows.next();
          var oldest = rows.getString(1);
          if (oldest == null) {
            reason[0] = "nothing is known, of any time";
          } else if (rows.getLong(2) > 0) {
            reason[0] = "it had been removed";
          } else {
            reason[0] =
                "the oldest record left is of %s: only an archive (--archive) can know what was before"
                    .formatted(oldest);
          }
        });
    return reason[0];
  }

  private void before(Database database, String table, String condition, String columns) {
    table(
        database,
        "the last %d %s before".formatted(MOST_BEFORE, table),
        "SELECT log_partition, log_offset, appended_at, %s FROM %s WHERE %s AND appended_at <= %s"
                .formatted(columns, table, condition, time)
            + " ORDER BY appended_at DESC, log_partition, log_offset DESC LIMIT "
            + MOST_BEFORE);
  }

  private void table(Database database, String title, String query) {
    out.println(title);
    int[] found = {0};
    database.query(query, rows -> found[0] = new ResultText(out).table(rows));
    if (found[0] == 0) {
      out.println("none");
    }
    out.println();
  }
}
