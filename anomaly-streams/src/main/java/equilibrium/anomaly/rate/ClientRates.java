package equilibrium.anomaly.rate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a client within the window, and which findings were reported: a fold of its
 * contributions.
 *
 * @param claims in the order in which they came
 * @param reported severity of the newest finding about all sessions together; null: none
 * @param reportedAtMs effective time of that finding, milliseconds since 1970
 */
public record ClientRates(List<Claim> claims, @Nullable Severity reported, long reportedAtMs) {
  public static final ClientRates NONE = new ClientRates(List.of(), null, 0);

  private static final Comparator<Claim> SMALLEST =
      Comparator.comparingLong(Claim::uploaded).thenComparingLong(Claim::atMs);

  /** The state after a claim, and the findings that the claim led to. */
  public record Judged(ClientRates state, List<Finding> findings) {}

  public ClientRates {
    claims = List.copyOf(claims);
  }

  /** Effective time of the newest claim; the least long where there is none. */
  public long newestAtMs() {
    return claims.stream().mapToLong(Claim::atMs).max().orElse(Long.MIN_VALUE);
  }

  /** Adds one claim. A claim that was added before changes nothing and gives no finding. */
  public Judged after(Claim claim, RateRule rule) {
    if (claims.stream().anyMatch(known -> known.source().equals(claim.source()))) {
      return new Judged(this, List.of());
    }
    var findings = new ArrayList<Finding>();
    var alone = rule.ofSession(claim).filter(finding -> !repeats(claim, finding, rule));
    alone.ifPresent(findings::add);

    var window = within(rule.limits(), alone.map(f -> claim.reported(f.severity())).orElse(claim));
    var together =
        window.size() < 2
            ? Optional.<Finding>empty()
            : rule.ofClient(window).filter(finding -> !repeats(claim.atMs(), finding, rule));
    together.ifPresent(findings::add);
    var next =
        together
            .map(finding -> new ClientRates(window, finding.severity(), claim.atMs()))
            .orElseGet(() -> new ClientRates(window, reported, reportedAtMs));
    return new Judged(next, findings);
  }

  /** Whether a finding as severe about the session was reported within the window. */
  private boolean repeats(Claim claim, Finding finding, RateRule rule) {
    long sinceMs = claim.atMs() - rule.limits().window().toMillis();
    return claims.stream()
        .filter(before -> before.isOfSession(claim) && before.atMs() > sinceMs)
        .map(Claim::reported)
        .anyMatch(before -> before != null && before.compareTo(finding.severity()) >= 0);
  }

  private boolean repeats(long atMs, Finding finding, RateRule rule) {
    return reported != null
        && reported.compareTo(finding.severity()) >= 0
        && atMs - reportedAtMs < rule.limits().window().toMillis();
  }

  private List<Claim> within(RateLimits limits, Claim newcomer) {
    var all = new ArrayList<>(claims);
    all.add(newcomer);
    long newest = Math.max(newestAtMs(), newcomer.atMs());
    all.removeIf(claim -> claim.atMs() <= newest - limits.window().toMillis());
    if (all.size() > limits.mostClaims()) {
      all.remove(all.stream().min(SMALLEST).orElseThrow());
    }
    return all;
  }
}
