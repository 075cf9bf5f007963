package equilibrium.anomaly.rate;

import equilibrium.anomaly.rate.Finding.Scope;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * R1 (docs/policy.md 3.3): nobody uploads faster than a line can carry. Formulas: docs/policy.md
 * R1.
 *
 * @param limits of this version
 */
public record RateRule(RateLimits limits) {
  /** The two hashes of a hybrid torrent are announced together (docs/policy.md 3.1). */
  private static final long HYBRID_MS = 60_000;

  /** Earliest last. Ties by position in the log, so that the same claims have one order. */
  private static final Comparator<Claim> LATEST_START_FIRST =
      Comparator.comparingLong(Claim::startMs)
          .reversed()
          .thenComparingInt(claim -> claim.source().getPartition())
          .thenComparingLong(claim -> claim.source().getOffset());

  /** The finding of one claim alone. */
  Optional<Finding> ofSession(Claim claim) {
    var severity = alone(claim);
    return severity == null
        ? Optional.empty()
        : Optional.of(finding(Scope.SESSION, severity, List.of(claim)));
  }

  private @Nullable Severity alone(Claim claim) {
    long spanMs = claim.seconds() * 1_000;
    if (exceeds(Severity.HARD, claim.uploaded(), spanMs)) {
      return Severity.HARD;
    }
    return exceeds(Severity.SOFT, claim.uploaded(), spanMs) ? Severity.SOFT : null;
  }

  /** The finding of the claims of one client together, leaving out claims that exceed alone. */
  Optional<Finding> ofClient(List<Claim> claims) {
    var once = withoutHybrids(claims);
    return ofClient(once, Severity.HARD).or(() -> ofClient(once, Severity.SOFT));
  }

  private Optional<Finding> ofClient(List<Claim> claims, Severity severity) {
    var together =
        claims.stream()
            .filter(claim -> !exceedsAlone(claim, severity))
            .sorted(LATEST_START_FIRST)
            .toList();
    int count = fastest(together, severity);
    return count < 2
        ? Optional.empty()
        : Optional.of(finding(Scope.CLIENT, severity, together.subList(0, count)));
  }

  private boolean exceedsAlone(Claim claim, Severity severity) {
    var alone = alone(claim);
    return alone != null && alone.compareTo(severity) >= 0;
  }

  /**
   * How many of the claims, from the first on, have the highest rate over the limit; 0: none has.
   * All bytes of these claims lie within their span, so the rate is a lower bound of the true one.
   */
  private int fastest(List<Claim> latestStartFirst, Severity severity) {
    int count = 0;
    double highest = 0;
    long bytes = 0;
    long endMs = Long.MIN_VALUE;
    for (int i = 0; i < latestStartFirst.size(); i++) {
      var claim = latestStartFirst.get(i);
      bytes = saturated(bytes, claim.uploaded());
      endMs = Math.max(endMs, claim.atMs());
      long spanMs = endMs - claim.startMs();
      if (exceeds(severity, bytes, spanMs) && Finding.rate(bytes, spanMs) > highest) {
        highest = Finding.rate(bytes, spanMs);
        count = i + 1;
      }
    }
    return count;
  }

  private boolean exceeds(Severity severity, long bytes, long spanMs) {
    return spanMs >= limits.leastTime().toMillis()
        && bytes > limits.leastBytes()
        && Finding.rate(bytes, spanMs) > limits.limit(severity);
  }

  private static Finding finding(Scope scope, Severity severity, List<Claim> claims) {
    long sinceMs = claims.stream().mapToLong(Claim::startMs).min().orElseThrow();
    long endMs = claims.stream().mapToLong(Claim::atMs).max().orElseThrow();
    long bytes = claims.stream().mapToLong(Claim::uploaded).reduce(0, RateRule::saturated);
    return new Finding(scope, severity, claims, bytes, sinceMs, endMs - sinceMs);
  }

  /**
   * Each transfer once: the same peer id announces a hybrid torrent under two hashes with the same
   * counters.
   */
  private static List<Claim> withoutHybrids(List<Claim> claims) {
    record Transfer(PeerId peerId, long uploaded, long downloaded) {}
    record First(InfoHash infoHash, long atMs) {}
    var seen = new HashMap<Transfer, First>();
    var once = new ArrayList<Claim>(claims.size());
    for (var claim : claims) {
      var transfer = new Transfer(claim.peerId(), claim.uploaded(), claim.downloaded());
      var first = seen.putIfAbsent(transfer, new First(claim.infoHash(), claim.atMs()));
      if (first == null
          || first.infoHash().equals(claim.infoHash())
          || Math.abs(first.atMs() - claim.atMs()) > HYBRID_MS) {
        once.add(claim);
      }
    }
    return once;
  }

  private static long saturated(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
