package equilibrium.console.stats;

import equilibrium.console.shape.Tiers;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.console.store.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Clients by tier, the histogram of their scores, and the cuts. */
final class TierPicture {
  private static final int MOST_CUTS = 300;
  private static final int BUCKET = 25;

  private final Database database;

  TierPicture(Database database) {
    this.database = database;
  }

  Tiers read() {
    long startNs = System.nanoTime();
    var groups =
        database.list(
            Query.of(
                """
                SELECT tier, identity, count(*) FROM client_standings WHERE NOT deleted
                GROUP BY tier, identity ORDER BY tier, identity
                """),
            row ->
                new Tiers.Group(
                    row.number("tier"), identity(row.text("identity")), row.count("count")));
    var buckets =
        database.list(
            Query.of(
                """
                SELECT least(score, 999) / ? AS bucket, count(*) FROM client_standings
                WHERE NOT deleted GROUP BY 1 ORDER BY 1
                """,
                BUCKET),
            row -> bucket(row.number("bucket"), row.count("count")));
    var cuts =
        database.list(
            Query.of("SELECT * FROM tier_cuts ORDER BY epoch DESC LIMIT ?", MOST_CUTS),
            TierPicture::cut);
    long tookMs = (System.nanoTime() - startNs) / 1_000_000;
    if (cuts.isEmpty()) {
      return new Tiers(Instant.now(), tookMs, null, null, null, List.of(), groups, buckets, cuts);
    }
    var now = cuts.getFirst();
    return new Tiers(
        Instant.now(),
        tookMs,
        now.epoch(),
        now.population(),
        now.provisional(),
        now.cuts(),
        groups,
        buckets,
        cuts);
  }

  static String identity(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Tiers.Bucket bucket(int number, long clients) {
    int from = number * BUCKET;
    int to = from + BUCKET - 1;
    return new Tiers.Bucket(from, to == 999 ? 1_000 : to, clients);
  }

  private static Tiers.Cut cut(Row row) throws SQLException {
    var thousandths = row.numbersOrEmpty("milli_cuts");
    var cuts =
        thousandths.isEmpty()
            ? row.numbersOrEmpty("cuts").stream().map(Integer::doubleValue).toList()
            : thousandths.stream().map(cut -> cut / 1_000.0).toList();
    return new Tiers.Cut(
        row.count("epoch"),
        row.time("at"),
        row.count("population"),
        row.flagOrNull("provisional"),
        cuts);
  }
}
