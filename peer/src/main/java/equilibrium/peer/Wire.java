package equilibrium.peer;

/** How a tracker is asked. */
public enum Wire {
  /** HTTP, HTTPS or UDP (BEP 15), by the URL. */
  BY_URL,
  /** UDP in the layout of the replicated-tracker document; the host may be a multicast group. */
  REPLICATED
}
