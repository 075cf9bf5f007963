package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.JSON;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TEXTS;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.Member;

/** {@code members → members}. */
final class Members {
  static Projection<Long, Member> projection() {
    return new Newest<>(
        Member::getNode,
        Table.<Member>named(Tables.MEMBERS)
            .key("node", BIGINT, Member::getNode)
            .set("boot", BIGINT, Member::getBoot)
            .set("program", TEXT, Member::getProgram)
            .set("version", TEXT, Member::getVersion)
            .set("addresses", TEXTS, member -> Literals.texts(member.getAddresses()))
            .set("last_seen_at", TIME, Member::getLastSeenMs)
            .set("view", JSON, member -> Anomalies.positions(member.getView()))
            .newestAlive(),
        Table.<Long>named(Tables.MEMBERS).key("node", BIGINT, node -> node).tombstones());
  }

  private Members() {}
}
