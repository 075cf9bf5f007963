package equilibrium.anomaly.rate;

import java.util.List;

/**
 * Claims that add up to more than a limit.
 *
 * @param claims that exceed it; at least one
 * @param bytes uploaded, their sum
 * @param sinceMs when the first of them began, milliseconds since 1970
 * @param spanMs from then to the end of the last of them
 */
public record Finding(
    Scope scope, Severity severity, List<Claim> claims, long bytes, long sinceMs, long spanMs) {

  /** Whose claims were added up. */
  public enum Scope {
    SESSION,
    CLIENT
  }

  public Finding {
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
