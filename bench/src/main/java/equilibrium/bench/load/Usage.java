package equilibrium.bench.load;

/**
 * Time that processors were used, since some moment. Ticks are of {@link Meter#TICK_US}.
 *
 * @param serverNs of the tracker's process
 * @param userTicks of it in user mode
 * @param systemTicks of it in the kernel
 * @param logNs of the broker's process
 * @param ownNs of this process
 * @param busyTicks of the whole machine
 */
record Usage(
    long serverNs, long userTicks, long systemTicks, long logNs, long ownNs, long busyTicks) {
  static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

  Usage since(Usage before) {
    return new Usage(
        serverNs - before.serverNs,
        userTicks - before.userTicks,
        systemTicks - before.systemTicks,
        logNs - before.logNs,
        ownNs - before.ownNs,
        busyTicks - before.busyTicks);
  }
}
