package equilibrium.ingress.http.connection;

/** Answers requests on the fast path. One thread makes all calls. */
@FunctionalInterface
public interface FastRequests {
  /**
   * Answers a request by {@link FastConnection#answer}, once, at once or later.
   *
   * @return false: it is none that is answered here, and nothing was done because of it
   */
  boolean take(GetRequest request, FastConnection connection);
}
