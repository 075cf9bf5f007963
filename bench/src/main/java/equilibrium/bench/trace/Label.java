package equilibrium.bench.trace;

/**
 * What a client of a trace really is.
 *
 * @param announceKey of the client
 * @param kind {@link #HONEST}, or a word for what it does
 * @param fromMs since when; milliseconds since 1970, UTC
 */
public record Label(String announceKey, String kind, long fromMs) {
  public static final String HONEST = "honest";

  public boolean isHonest() {
    return kind.equals(HONEST);
  }
}
