package equilibrium.bench.load;

import java.util.concurrent.locks.LockSupport;

/** Sends the announces of one row. */
@FunctionalInterface
public interface Load {
  /** How often a run without announces looks whether it is over. */
  long IDLE_LOOK_NS = 10_000_000;

  /** What sends announces of this kind. */
  static Load of(Row row, Target target, Population population, Sequence sequence) {
    return switch (row.transport()) {
      case HTTP, KEEP_ALIVE -> new HttpLoad(row, target, population, sequence);
      case HTTPS -> new HttpsLoad(row, target, population, sequence);
      case IDLE -> Load::sendNothing;
      case UDP, UDP_CONNECT -> new UdpLoad(row, target, population, sequence);
    };
  }

  private static void sendNothing(Run run) {
    while (run.goesOn(System.nanoTime())) {
      LockSupport.parkNanos(IDLE_LOOK_NS);
    }
  }

  /** Sends until the run ends, and waits for the last replies. */
  void send(Run run);
}
