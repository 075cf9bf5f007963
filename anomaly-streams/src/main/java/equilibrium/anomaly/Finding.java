package equilibrium.anomaly;

import java.util.List;

/**
 * Claims that add up to more than a limit.
 *
 * @param claims that show it; at least one
 * @param bytes uploaded, their sum
 * @param sinceMs when the first of them began, milliseconds since 1970
 * @param spanMs from then to the end of the last of them
 */
record Finding(
    Scope scope, Severity severity, List<Claim> claims, long bytes, long sinceMs, long spanMs) {

  /** What was added up. */
  enum Scope {
    SESSION,
    CLIENT
  }

  Finding {
    claims = List.copyOf(claims);
  }

  double bytesPerSecond() {
    return rate(bytes, spanMs);
  }

  /** Bytes a second. */
  static double rate(long bytes, long spanMs) {
    return bytes * 1_000.0 / spanMs;
  }

  long sessions() {
    return claims.stream()
        .map(claim -> List.of(claim.infoHash(), claim.peerId()))
        .distinct()
        .count();
  }
}
