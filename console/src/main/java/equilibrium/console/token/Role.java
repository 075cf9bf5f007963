package equilibrium.console.token;

/** What a token may do, in rising order. */
public enum Role {
  /** Of requests without a token. */
  NONE,
  /** Reads everything but addresses, keys and settings. */
  VIEWER,
  /** Reads and changes everything. */
  OPERATOR;

  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }
}
