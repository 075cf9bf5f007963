package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.JSON;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code swarm-episodes → swarm_episodes}: keyed by info-hash and start; ids in claims are hex. */
final class SwarmEpisodes {
  static Projection<InfoHash, SwarmEpisode> projection() {
    return new AppendOnlyRows<>(
        Table.<SwarmEpisode>named(Tables.SWARM_EPISODES)
            .key(Tables.INFO_HASH, BYTES, episode -> episode.getInfoHash().bytes())
            .key("start_at", TIME, SwarmEpisode::getStartMs)
            .set("end_at", TIME, SwarmEpisode::getEndMs)
            .set("closed_by", TEXT, episode -> episode.getClosedBy().name())
            .set("uploaded", BIGINT, SwarmEpisode::getUploaded)
            .set("downloaded", BIGINT, SwarmEpisode::getDownloaded)
            .set("discarded", BIGINT, SwarmEpisode::getDiscarded)
            .set("size_bytes", BIGINT, SwarmEpisode::getSizeBytes)
            .set("claims", JSON, episode -> claims(episode.getClaims()))
            .newest(),
        Refold.HISTORY,
        episode -> List.of(episode.getInfoHash(), episode.getStartMs()));
  }

  private static String claims(List<EpisodeClaim> claims) {
    return Literals.json(claims.stream().map(SwarmEpisodes::fields).toList());
  }

  /** Under the names of the event's fields. */
  private static Map<String, Object> fields(EpisodeClaim claim) {
    var fields = new HashMap<String, Object>();
    fields.put("clientId", Literals.hex(claim.getClientId().bytes()));
    fields.put("networkId", Literals.hex(claim.getNetworkId().bytes()));
    fields.put("peerId", Literals.hex(claim.getPeerId().bytes()));
    for (var field : claim.getSchema().getFields()) {
      if (claim.get(field.pos()) instanceof Number number) {
        fields.put(field.name(), number);
      }
    }
    return fields;
  }

  private SwarmEpisodes() {}
}
