package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one finding.
 *
 * @param id names the finding for ever
 * @param weight thousandths of a nat
 * @param infoHash null: it is about several swarms
 * @param torrents number of swarms that it names in its numbers, as {@code torrents} or {@code
 *     swarms}; else 0
 */
record SeenFinding(
    String id,
    String rule,
    long atMs,
    int weight,
    boolean shadow,
    @Nullable InfoHash infoHash,
    int torrents) {
  private static final String TORRENTS = "torrents";
  private static final String SWARMS = "swarms";
  private static final int MOST = 10_000;

  static SeenFinding of(Anomaly anomaly) {
    var numbers = anomaly.getNumbers();
    double torrents =
        Math.max(numbers.getOrDefault(TORRENTS, 0.0), numbers.getOrDefault(SWARMS, 0.0));
    return new SeenFinding(
        Limits.text(anomaly.getCaseId()),
        anomaly.getRule().isEmpty() ? "?" : Limits.text(anomaly.getRule()),
        Limits.time(anomaly.getDecidedAtMs()),
        Limits.weight(anomaly.getWeight()),
        anomaly.getShadow(),
        anomaly.getInfoHash(),
        (int) Math.clamp(torrents, 0, MOST));
  }

  /** Whether it counts against the client, with effect. */
  boolean isEvidence() {
    return !shadow && weight > 0;
  }
}
