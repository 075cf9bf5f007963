package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BOOLEAN;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.BYTES_ARRAY;
import static equilibrium.projector.table.Type.DOUBLE;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.JSON;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code anomalies → anomalies}: keyed by case id. */
final class Anomalies {
  static Projection<ClientId, Anomaly> projection() {
    return new AppendOnlyRows<>(
        Table.<Anomaly>named(Tables.ANOMALIES)
            .key("case_id", TEXT, Anomaly::getCaseId)
            .set("rule", TEXT, Anomaly::getRule)
            .set("rules_version", INTEGER, Anomaly::getRulesVersion)
            .set("client_id", BYTES, anomaly -> anomaly.getClientId().bytes())
            .set("identity", TEXT, anomaly -> anomaly.getIdentity().name())
            .set("info_hash", BYTES, Anomalies::infoHash)
            .set("peer_ids", BYTES_ARRAY, Anomalies::peerIds)
            .set("since", TIME, Anomaly::getSinceMs)
            .set("decided_at", TIME, Anomaly::getDecidedAtMs)
            .set("observed", DOUBLE, Anomaly::getObserved)
            .set("threshold", DOUBLE, Anomaly::getThreshold)
            .set("weight", INTEGER, Anomaly::getWeight)
            .set("confidence", DOUBLE, Anomaly::getConfidence)
            .set("numbers", JSON, anomaly -> numbers(anomaly.getNumbers()))
            .set("events", JSON, anomaly -> positions(anomaly.getEvents()))
            .set("source_verified", BOOLEAN, Anomaly::getSourceVerified)
            .set("shadow", BOOLEAN, Anomaly::getShadow)
            .set("summary", TEXT, Anomaly::getSummary)
            .newest(),
        Refold.HISTORY,
        Anomaly::getCaseId);
  }

  private static byte @Nullable [] infoHash(Anomaly anomaly) {
    var infoHash = anomaly.getInfoHash();
    return infoHash == null ? null : infoHash.bytes();
  }

  private static String peerIds(Anomaly anomaly) {
    return Literals.byteStrings(anomaly.getPeerIds().stream().map(PeerId::bytes).toList());
  }

  private static String numbers(Map<String, Double> numbers) {
    var named = new TreeMap<String, Double>();
    numbers.forEach((name, number) -> named.put(Literals.clean(name), number));
    return Literals.json(named);
  }

  /** As {@code [{"partition": 0, "offset": 17}, …]}. */
  static String positions(List<Position> positions) {
    return Literals.json(
        positions.stream()
            .map(at -> Map.of("partition", at.getPartition(), "offset", at.getOffset()))
            .toList());
  }

  private Anomalies() {}
}
