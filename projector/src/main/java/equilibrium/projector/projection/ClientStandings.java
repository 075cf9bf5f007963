package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BIGINTS;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TEXTS;
import static equilibrium.projector.table.Type.TIME;
import static java.util.Objects.requireNonNull;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code client-standings → client_standings, client_sums}: the newest standing of each client, and
 * its sums. Rows of sums have no source columns, so they are joined to the standing whose record
 * won.
 */
final class ClientStandings implements Projection<ClientId, ClientStanding> {

  /** A sum of a client. */
  private record Part(ClientId clientId, DecayedSum sum) {}

  /** The kinds of sums that a client has; none after a tombstone. */
  private record Kinds(ClientId clientId, List<String> kinds) {}

  private static final Newest<ClientId, ClientStanding> STANDINGS =
      new Newest<>(
          ClientStanding::getClientId,
          Table.<ClientStanding>named(Tables.CLIENT_STANDINGS)
              .key(Tables.CLIENT_ID, BYTES, standing -> standing.getClientId().bytes())
              .set("identity", TEXT, standing -> standing.getIdentity().name())
              .set("at", TIME, ClientStanding::getAtMs)
              .set("first_seen_at", TIME, ClientStanding::getFirstSeenAtMs)
              .set("score", INTEGER, ClientStanding::getScore)
              .set("recent_seeding_size", INTEGER, s -> s.getParts().getRecentSeedingSize())
              .set("average_seeding_size", INTEGER, s -> s.getParts().getAverageSeedingSize())
              .set("seeding_time", INTEGER, standing -> standing.getParts().getSeedingTime())
              .set("ratio", INTEGER, standing -> standing.getParts().getRatio())
              .set("suspicion", INTEGER, ClientStanding::getSuspicion)
              .set("tier", INTEGER, ClientStanding::getTier)
              .set("why", TEXT, ClientStanding::getWhy)
              .set("rules_version", INTEGER, ClientStanding::getRulesVersion)
              .set("cuts_epoch", BIGINT, ClientStanding::getCutsEpoch)
              .changedAt(Tables.TIER_OFFSET, "t.tier = excluded.tier AND NOT t.deleted")
              .newestAlive(),
          Table.<ClientId>named(Tables.CLIENT_STANDINGS)
              .key(Tables.CLIENT_ID, BYTES, ClientId::bytes)
              .changedAt(Tables.TIER_OFFSET, "false")
              .tombstones());

  private static final Table<Part> SUMS =
      Table.<Part>named(Tables.CLIENT_SUMS)
          .key(Tables.CLIENT_ID, BYTES, part -> part.clientId().bytes())
          .key("kind", TEXT, part -> part.sum().getKind().name())
          .set("half_life_seconds", BIGINT, part -> part.sum().getHalfLifeSeconds())
          .set("newest_epoch", BIGINT, part -> part.sum().getNewestEpoch())
          .set("cells", BIGINTS, part -> Literals.numbers(part.sum().getCells()))
          .sql(
              """
              INSERT INTO client_sums AS t (client_id, kind, half_life_seconds, newest_epoch, cells)
              SELECT n.client_id, n.kind, n.half_life_seconds, n.newest_epoch, n.cells::int8[]
              FROM %s JOIN client_standings s USING (client_id, source_partition, source_offset)
              ORDER BY n.client_id, n.kind
              ON CONFLICT (client_id, kind) DO UPDATE SET
                half_life_seconds = excluded.half_life_seconds,
                newest_epoch = excluded.newest_epoch, cells = excluded.cells
              WHERE (t.half_life_seconds, t.newest_epoch, t.cells) IS DISTINCT FROM
                (excluded.half_life_seconds, excluded.newest_epoch, excluded.cells)
              """);

  private static final Table<Kinds> ENDED =
      Table.<Kinds>named(Tables.CLIENT_SUMS)
          .key(Tables.CLIENT_ID, BYTES, kinds -> kinds.clientId().bytes())
          .set("kinds", TEXTS, kinds -> Literals.texts(kinds.kinds()))
          .sql(
              """
              DELETE FROM client_sums t
              USING %s JOIN client_standings s USING (client_id, source_partition, source_offset)
              WHERE t.client_id = n.client_id AND t.kind <> ALL (n.kinds::text[])
              """);

  @Override
  public Refold refold() {
    return Refold.WHOLE;
  }

  @Override
  public String table() {
    return STANDINGS.table();
  }

  @Override
  public List<String> tables() {
    return List.of(Tables.CLIENT_STANDINGS, Tables.CLIENT_SUMS);
  }

  @Override
  public boolean belongs(ClientId key, ClientStanding value) {
    return STANDINGS.belongs(key, value);
  }

  @Override
  public boolean hasTombstones() {
    return true;
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<ClientId, ClientStanding>> batch)
      throws SQLException {
    var newest = Newest.byKey(batch);
    var parts = new ArrayList<Row<Part>>();
    var kinds = new ArrayList<Row<Kinds>>();
    for (var record : newest) {
      var clientId = requireNonNull(record.key());
      var standing = record.value();
      List<DecayedSum> sums = standing == null ? List.of() : standing.getSums();
      sums.forEach(sum -> parts.add(record.row(new Part(clientId, sum))));
      kinds.add(
          record.row(new Kinds(clientId, sums.stream().map(sum -> sum.getKind().name()).toList())));
    }
    int rows = STANDINGS.apply(db, newest);
    return rows + SUMS.write(db, parts) + ENDED.write(db, kinds);
  }
}
