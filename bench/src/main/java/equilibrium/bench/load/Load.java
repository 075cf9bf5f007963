package equilibrium.bench.load;

/** Sends the announces of one row. */
@FunctionalInterface
public interface Load {
  /** What sends announces of this kind. */
  static Load of(Row row, Target target, Population population, Sequence sequence) {
    return switch (row.transport()) {
      case HTTP, KEEP_ALIVE -> new HttpLoad(row, target, population, sequence);
      case HTTPS -> new HttpsLoad(row, target, population, sequence);
      case UDP, UDP_CONNECT -> new UdpLoad(row, target, population, sequence);
    };
  }

  /** Sends until the run ends, and waits for the last replies. */
  void send(Run run);
}
