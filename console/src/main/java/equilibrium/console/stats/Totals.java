package equilibrium.console.stats;

import equilibrium.console.shape.Stats.ClientTotals;
import equilibrium.console.shape.Stats.SwarmTotals;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.schemas.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Sums over all swarms and all clients, and how many dead letters there are. */
final class Totals {
  /** As in the alert DeadLetters. */
  private static final Duration RECENT = Duration.ofMinutes(15);

  /**
   * What was counted.
   *
   * @param deadLetters of the last 15 minutes
   */
  record Sums(SwarmTotals swarms, ClientTotals clients, long deadLetters) {}

  private final Database database;

  Totals(Database database) {
    this.database = database;
  }

  Sums read() {
    return new Sums(
        swarms(),
        clients(),
        count("SELECT count(*) FROM dead_letters WHERE at > ?", Instant.now().minus(RECENT)));
  }

  private SwarmTotals swarms() {
    var sums =
        database.first(
            Query.of(
                """
                SELECT count(*) AS swarms, count(imbalanced_since) AS out_of_balance,
                       coalesce(sum(seeders), 0)::bigint AS seeders,
                       coalesce(sum(leechers), 0)::bigint AS leechers,
                       coalesce(sum(partial_seeders), 0)::bigint AS partial_seeders,
                       coalesce(sum(completed), 0)::bigint AS completed
                FROM swarm_balances WHERE NOT deleted
                """),
            row ->
                new SwarmTotals(
                    Instant.now(),
                    row.count("swarms"),
                    row.count("out_of_balance"),
                    row.count("seeders"),
                    row.count("leechers"),
                    row.count("partial_seeders"),
                    row.count("completed")));
    return Objects.requireNonNull(sums, "a sum has a row");
  }

  private ClientTotals clients() {
    var tiers = new ArrayList<>(Collections.nCopies(Tier.COUNT, 0L));
    var rows =
        database.list(
            Query.of("SELECT tier, count(*) FROM client_standings WHERE NOT deleted GROUP BY tier"),
            row -> List.of((long) Tier.clamp(row.number("tier")), row.count("count")));
    rows.forEach(row -> tiers.set(row.getFirst().intValue(), row.getLast()));
    return new ClientTotals(
        Instant.now(),
        tiers.stream().mapToLong(Long::longValue).sum(),
        count("SELECT count(*) FROM announce_keys WHERE NOT deleted AND state <> 'REVOKED'"),
        tiers,
        count("SELECT count(*) FROM suspicions WHERE NOT deleted AND level > 0"));
  }

  private long count(String sql, Object... values) {
    return Objects.requireNonNull(
        database.first(Query.of(sql, values), row -> row.count("count")), "a count has a row");
  }
}
