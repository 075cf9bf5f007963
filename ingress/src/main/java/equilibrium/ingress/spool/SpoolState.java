package equilibrium.ingress.spool;

/** Whether the spool takes events. The order is that of the metric's values. */
public enum SpoolState {
  /** It takes events. */
  ACCEPTING,
  /** The disk does not finish a write; events are refused until it does. */
  STALLED,
  /** The disk has less room than must be left free. */
  DISK_LOW,
  /** The spool has reached its own size. */
  FULL,
  /** Writing failed; it is tried again every second. */
  FAILED
}
