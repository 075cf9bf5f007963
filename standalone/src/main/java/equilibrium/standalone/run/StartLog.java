package equilibrium.standalone.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in three lines what a start after a kill or a power cut did, and how long it took. */
final class StartLog {
  private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);

  private final long startedNs = System.nanoTime();
  private boolean afterCut;

  void begin(boolean isAfterCut) {
    afterCut = isAfterCut;
    log("the former process did not stop in order: Kafka and PostgreSQL check what they hold");
  }

  void serversRun() {
    log("Kafka and PostgreSQL have checked what they hold, and run");
  }

  void serves() {
    log("announces are answered, and the programs go on from what Kafka holds");
  }

  private void log(String what) {
    if (afterCut) {
      LOG.atInfo()
          .addKeyValue("afterMs", Duration.ofNanos(System.nanoTime() - startedNs).toMillis())
          .log(what);
    }
  }
}
