package equilibrium.console.stats;

import equilibrium.console.shape.Balances;
import equilibrium.console.shape.Swarm;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.console.store.SwarmRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Swarms whose books are drawn, and the first by several sorts. */
final class SwarmPictures {
  static final int MOST_TOP = 100;
  private static final int MOST_POINTS = 2_000;

  /** Sorts by name: what is read, the largest first. */
  private static final Map<String, String> SORTS =
      Map.of(
          "peers", "s.seeders + s.leechers",
          "imbalance", "abs(s.imbalance)",
          "completed", "s.completed");

  /** The first swarms by each sort. */
  record Top(Instant asOf, Map<String, List<Swarm>> bySort) {
    List<Swarm> by(String sort) {
      return Objects.requireNonNull(bySort.get(sort), sort);
    }
  }

  private final Database database;

  SwarmPictures(Database database) {
    this.database = database;
  }

  Top top() {
    var top = new HashMap<String, List<Swarm>>();
    SORTS.forEach((name, sort) ->
        top.put(
            name,
            database.list(
                SwarmRows.all()
                    .then("ORDER BY %s DESC, s.info_hash LIMIT ?".formatted(sort), MOST_TOP),
                SwarmRows::swarm)));
    return new Top(Instant.now(), Map.copyOf(top));
  }

  /** Info-hashes are random, so the first of them are a fair sample. */
  Balances balances() {
    long startNs = System.nanoTime();
    var points = new ArrayList<Balances.Point>();
    points.addAll(points("AND s.imbalanced_since IS NOT NULL"));
    points.addAll(
        points("AND s.imbalanced_since IS NULL AND greatest(s.uploaded, s.downloaded) > 0"));
    long swarms =
        Objects.requireNonNull(
            database.first(
                Query.of("SELECT count(*) FROM swarm_balances WHERE NOT deleted"),
                row -> row.count("count")),
            "a count has a row");
    return new Balances(Instant.now(), (System.nanoTime() - startNs) / 1_000_000, swarms, points);
  }

  private List<Balances.Point> points(String which) {
    return database.list(
        SwarmRows.all().then(which + " ORDER BY s.info_hash LIMIT ?", MOST_POINTS),
        row -> point(SwarmRows.swarm(row)));
  }

  private static Balances.Point point(Swarm swarm) {
    return new Balances.Point(
        swarm.infoHash(),
        swarm.name(),
        Math.max(swarm.uploaded(), swarm.downloaded()),
        swarm.imbalancePercent(),
        swarm.seeders() + swarm.leechers(),
        swarm.imbalancedSince());
  }
}
