package equilibrium.projector;

import static equilibrium.projector.Type.BIGINT;
import static equilibrium.projector.Type.JSON;
import static equilibrium.projector.Type.TEXT;
import static equilibrium.projector.Type.TEXTS;
import static equilibrium.projector.Type.TIME;

import equilibrium.schemas.event.Member;

/** {@code members → members}. */
final class Members {
  static Projection<Long, Member> projection() {
    return new Newest<>(
        Table.<Member>named("members")
            .key("node", BIGINT, Member::getNode)
            .set("boot", BIGINT, Member::getBoot)
            .set("program", TEXT, Member::getProgram)
            .set("version", TEXT, Member::getVersion)
            .set("addresses", TEXTS, member -> Literals.texts(member.getAddresses()))
            .set("last_seen_at", TIME, Member::getLastSeenMs)
            .set("view", JSON, member -> Anomalies.positions(member.getView()))
            .newestAlive(),
        Table.<Long>named("members").key("node", BIGINT, node -> node).tombstones());
  }

  private Members() {}
}
