package equilibrium.bench.load;

/**
 * What one run of a row measured. CPU times are microseconds of a processor for each announce;
 * without a known process, or without announces, they are 0.
 *
 * @param rate announces answered a second
 * @param cpuUs of the tracker's process
 * @param userUs of it in user mode
 * @param systemUs of it in the kernel
 * @param logUs of the broker's process
 * @param senderUs of this process
 * @param serverLoad processors that the tracker used
 * @param otherLoad processors that neither of these processes used, but others did
 * @param p50Ms time within which half of the replies came
 * @param lost announces without a reply
 * @param wrong replies that are failures, malformed, or empty although there are peers
 * @param unrecorded replies that say "not recorded"
 * @param peers in a reply on average
 */
public record Figures(
    long answered,
    double rate,
    double cpuUs,
    double userUs,
    double systemUs,
    double logUs,
    double senderUs,
    double serverLoad,
    double otherLoad,
    double p50Ms,
    double p99Ms,
    double p999Ms,
    long lost,
    long wrong,
    long unrecorded,
    double peers) {
  /** With more of other load than this, a processor's share, a run is not to be trusted. */
  static final double MOST_OTHER_LOAD = 0.2;

  private static final double MOST_WRONG = 0.001;
  private static final double MOST_LOST = 0.02;

  /**
   * Figures of a run.
   *
   * @param answered announces answered while the usage was measured
   * @param seconds that it was measured
   */
  static Figures of(long answered, double seconds, Usage used, Tally tally) {
    double each = answered == 0 ? Double.POSITIVE_INFINITY : answered;
    double cpuUs = used.serverNs() / 1e3;
    double ticks = Math.max(1, used.userTicks() + used.systemTicks());
    double knownUs = (used.serverNs() + used.logNs() + used.ownNs()) / 1e3;
    return new Figures(
        answered,
        answered / seconds,
        cpuUs / each,
        cpuUs / each * used.userTicks() / ticks,
        cpuUs / each * used.systemTicks() / ticks,
        used.logNs() / 1e3 / each,
        used.ownNs() / 1e3 / each,
        cpuUs / 1e6 / seconds,
        Math.max(0, used.busyTicks() * Meter.TICK_US - knownUs) / 1e6 / seconds,
        tally.latencyMs(50),
        tally.latencyMs(99),
        tally.latencyMs(99.9),
        tally.lost(),
        tally.failures() + tally.malformed() + tally.empty(),
        tally.unrecorded(),
        tally.peersPerReply());
  }

  /** Whether the machine did so much else that the figures say little. */
  public boolean isDisturbed() {
    return otherLoad > MOST_OTHER_LOAD;
  }

  /** Whether nearly all announces were answered, and nearly all replies were as they must be. */
  public boolean isGood() {
    return wrong <= answered * MOST_WRONG && lost <= answered * MOST_LOST;
  }
}
