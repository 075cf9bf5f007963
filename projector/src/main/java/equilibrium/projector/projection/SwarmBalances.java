package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmBalance;

/** {@code swarm-balances → swarm_balances}. */
final class SwarmBalances {
  static Projection<InfoHash, SwarmBalance> projection() {
    return new Newest<>(
        SwarmBalance::getInfoHash,
        Table.<SwarmBalance>named(Tables.SWARM_BALANCES)
            .key(Tables.INFO_HASH, BYTES, balance -> balance.getInfoHash().bytes())
            .set("at", TIME, SwarmBalance::getAtMs)
            .set("uploaded", BIGINT, SwarmBalance::getUploaded)
            .set("downloaded", BIGINT, SwarmBalance::getDownloaded)
            .set("discarded", BIGINT, SwarmBalance::getDiscarded)
            .set("imbalance", BIGINT, SwarmBalance::getImbalance)
            .set("imbalanced_since", TIME, SwarmBalance::getImbalancedSinceMs)
            .set("seeders", INTEGER, SwarmBalance::getSeeders)
            .set("leechers", INTEGER, SwarmBalance::getLeechers)
            .set("partial_seeders", INTEGER, SwarmBalance::getPartialSeeders)
            .set("completed", BIGINT, SwarmBalance::getCompleted)
            .set("size_bytes", BIGINT, SwarmBalance::getSizeBytes)
            .changedAt(
                Tables.COMPLETED_OFFSET, "t.completed = excluded.completed AND NOT t.deleted")
            .newestAlive(),
        Table.<InfoHash>named(Tables.SWARM_BALANCES)
            .key(Tables.INFO_HASH, BYTES, InfoHash::bytes)
            .changedAt(Tables.COMPLETED_OFFSET, "false")
            .tombstones());
  }

  private SwarmBalances() {}
}
