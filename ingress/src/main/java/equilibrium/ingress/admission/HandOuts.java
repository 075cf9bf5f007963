package equilibrium.ingress.admission;

/** Of which replies a record says who was given which peers. */
public enum HandOuts {
  /** Those that list a peer of a client under suspicion. */
  WATCHED,
  ALL,
  OFF
}
