package equilibrium.ingress.net;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A warning that clients can cause, which is logged at most once a minute: a sender can cause a
 * million. For one thread.
 */
public final class RareWarning {
  private static final long BETWEEN_NS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final String text;
  private long loggedNs = System.nanoTime() - BETWEEN_NS;

  /**
   * A warning with a text of its own.
   *
   * @param text a sentence without a full stop
   */
  public RareWarning(Logger log, String text) {
    this.log = log;
    this.text = text + "; others are not logged for a minute";
  }

  public void log(Exception cause) {
    long nowNs = System.nanoTime();
    if (nowNs - loggedNs >= BETWEEN_NS) {
      loggedNs = nowNs;
      log.atWarn().setCause(cause).log(text);
    }
  }
}
