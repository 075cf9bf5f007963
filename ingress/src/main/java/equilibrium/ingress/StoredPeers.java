package equilibrium.ingress;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.follow.Hydration;
import equilibrium.ingress.log.AnnounceTail;
import equilibrium.ingress.log.SilenceClock;
import equilibrium.ingress.snapshot.SnapshotFile;
import equilibrium.platform.EffectiveTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers that announced before this process began: from the snapshot, and from PostgreSQL if
 * that has newer ones.
 */
final class StoredPeers implements AnnounceTail.StoredPeers {
  private static final Logger LOG = LoggerFactory.getLogger(StoredPeers.class);

  private final Hydration hydration;
  private final ProcessContext process;
  private final SilenceClock silence;
  private final Duration lifetime;
  private Map<Integer, Long> known = Map.of();
  private volatile boolean found;

  /**
   * Nothing is read yet.
   *
   * @param silence says which announces are too old to be entered
   * @param lifetime of a peer; tracker time
   */
  StoredPeers(
      Hydration hydration, ProcessContext process, SilenceClock silence, Duration lifetime) {
    this.hydration = hydration;
    this.process = process;
    this.silence = silence;
    this.lifetime = lifetime;
  }

  private long oldestMs() {
    return silence.nowMs() - lifetime.toMillis();
  }

  /** Enters what the snapshot holds. Before anything is read from PostgreSQL, which is newer. */
  void read(SnapshotFile file) {
    long startNs = System.nanoTime();
    long aheadMs = EffectiveTime.AHEAD_LIMIT.toMillis() * process.scale().factor();
    var origin = file.read(oldestMs(), process.clock().nowMs() + aheadMs);
    if (origin != null && origin.writtenAtMs() < oldestMs()) {
      LOG.atInfo()
          .addKeyValue("written", Instant.ofEpochMilli(origin.writtenAtMs()))
          .log("the snapshot is older than one peer lifetime: none of its peers is left");
    } else if (origin != null) {
      known = origin.offsets();
      found = true;
      LOG.atInfo()
          .addKeyValue("peers", origin.sessions())
          .addKeyValue("written", Instant.ofEpochMilli(origin.writtenAtMs()))
          .addKeyValue("milliseconds", (System.nanoTime() - startNs) / 1_000_000)
          .log("peers read from the snapshot");
    }
  }

  @Override
  public Map<Integer, Long> read() {
    var newest = hydration.read(oldestMs(), known);
    found |= !newest.isEmpty();
    return newest;
  }

  @Override
  public boolean isReading() {
    return hydration.isReading();
  }

  @Override
  public boolean hasFound() {
    return found;
  }
}
