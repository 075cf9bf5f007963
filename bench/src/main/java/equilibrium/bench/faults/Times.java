package equilibrium.bench.faults;

/**
 * Milliseconds from a fault, or from its end if it lasts; {@link #NEVER}: not within the patience.
 *
 * @param acked until announces to each ingress are acknowledged over both wires
 * @param drained until each ingress writes to the log and its spool has nothing left
 * @param scored until scoring has read what the log held when announces were acknowledged
 * @param projected the same of the projector
 */
record Times(long acked, long drained, long scored, long projected) {
  static final long NEVER = Long.MAX_VALUE;
  static final Times NONE = new Times(0, 0, 0, 0);

  /** The longer of each. */
  Times and(Times other) {
    return new Times(
        Math.max(acked, other.acked),
        Math.max(drained, other.drained),
        Math.max(scored, other.scored),
        Math.max(projected, other.projected));
  }

  static String text(long ms) {
    return ms == NEVER ? "never" : "%.1f s".formatted(ms / 1e3);
  }

  @Override
  public String toString() {
    return "acked %s, drained %s, projected %s, scored %s"
        .formatted(text(acked), text(drained), text(projected), text(scored));
  }
}
