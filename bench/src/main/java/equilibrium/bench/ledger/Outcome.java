package equilibrium.bench.ledger;

/** What became of an announce, as its client saw it. */
public enum Outcome {
  /** Its number was never used. */
  NOT_SENT,
  /** Answered with peers and without a reservation: it must be in the log. */
  ACKED,
  /** Answered with peers, but marked "not recorded", or with the interval 301 s over UDP. */
  UNLOGGED,
  /** Answered with a failure: it must not be in the log. */
  REFUSED,
  /** The tracker's port was closed: it must not be in the log. */
  UNREACHED,
  /** No answer came. It may be in the log. */
  UNKNOWN
}
