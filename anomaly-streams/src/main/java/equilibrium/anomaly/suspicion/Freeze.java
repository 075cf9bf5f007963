package equilibrium.anomaly.suspicion;

/**
 * Whether the detector of one partition has stopped itself, because it would exclude too many
 * clients: it is then more likely that a rule is wrong than that they all cheat.
 *
 * @param excluded clients at level 3 or above, whether or not that has effects
 * @param frozen whether levels are without effect
 */
public record Freeze(int excluded, boolean frozen) {
  public static final Freeze NONE = new Freeze(0, false);

  /** Of the clients of the partition, one in so many may be excluded. */
  private static final long ONE_IN = 100;

  /** So many always may, however few clients there are. */
  private static final int ALWAYS = 3;

  /**
   * With another number of excluded clients. It freezes above the limit, and thaws at half of it.
   *
   * @param clients of the partition
   */
  public Freeze with(int nowExcluded, long clients) {
    long limit = limit(clients);
    return new Freeze(nowExcluded, frozen ? nowExcluded > limit / 2 : nowExcluded > limit);
  }

  /** How many clients may be excluded. */
  public static long limit(long clients) {
    return Math.max(ALWAYS, clients / ONE_IN);
  }
}
