package equilibrium.console.stats;

import equilibrium.console.http.Json;
import equilibrium.console.shape.Member;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.console.store.Row;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The programs that run. One is here while it reports every 30 s, late after {@value #LATE} times
 * that, missing after {@value #MISSING} times, and forgotten after a day.
 */
public final class Members {
  private static final double LATE = 2.5;
  private static final int MISSING = 4;
  private static final Duration DAY = Duration.ofDays(1);

  /** Reports come no more often than this, however fast the tracker's time runs. */
  private static final long LEAST_REAL_MS = 2_000;

  private final Database database;
  private final TimeScale scale;
  private final TrackerClock clock;
  private final Nodes nodes;

  /**
   * Programs as PostgreSQL has them.
   *
   * @param nodes says which of them does the chores
   */
  public Members(Database database, TimeScale scale, TrackerClock clock, Nodes nodes) {
    this.database = database;
    this.scale = scale;
    this.clock = clock;
    this.nodes = nodes;
  }

  public List<Member> all() {
    var now = Instant.ofEpochMilli(clock.nowMs());
    return database.list(
        Query.of(
            """
            SELECT node, program, version, boot, last_seen_at, addresses, view::text AS view
            FROM members WHERE NOT deleted AND last_seen_at > ?
            ORDER BY program, node
            """,
            now.minus(DAY)),
        row -> member(row, now));
  }

  private Member member(Row row, Instant now) throws SQLException {
    var id = row.count("node");
    var node = Long.toString(id);
    var program = row.text("program");
    var seen = row.time("last_seen_at");
    return new Member(
        node,
        program,
        Long.toString(MemberRecord.process(id, program)),
        row.text("version"),
        Instant.ofEpochMilli(row.count("boot")),
        seen,
        state(scale, Duration.between(seen, now)),
        Objects.equals(nodes.owner(), node),
        row.texts("addresses"),
        view(Json.tree(row.text("view"))));
  }

  /** {@code here}, {@code late} or {@code missing}, by how long a program has been silent. */
  static String state(TimeScale scale, Duration silent) {
    long realMs = scale.real(silent).toMillis();
    long every = Math.max(scale.real(MemberHeartbeat.EVERY).toMillis(), LEAST_REAL_MS);
    if (realMs <= LATE * every) {
      return "here";
    }
    return realMs <= MISSING * every ? "late" : "missing";
  }

  private static List<Member.Position> view(Object json) {
    var positions = new ArrayList<Member.Position>();
    if (json instanceof List<?> list) {
      for (var each : list) {
        if (each instanceof Map<?, ?> position
            && position.get("partition") instanceof Number partition
            && position.get("offset") instanceof Number offset) {
          positions.add(new Member.Position(partition.intValue(), offset.longValue()));
        }
      }
    }
    return positions;
  }
}
