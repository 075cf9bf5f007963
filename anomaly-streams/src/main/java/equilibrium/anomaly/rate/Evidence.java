package equilibrium.anomaly.rate;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.evidence.Found.Place;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.rate.Finding.Scope;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * States a finding of R1 as every rule does (docs/policy.md 3.5).
 *
 * @param limits in force
 * @param rule in force
 */
public record Evidence(RateLimits limits, RuleRecord rule) {

  /** With the weights of the shipped rules. */
  Evidence(RateLimits limits, boolean shadow) {
    this(limits, (shadow ? DetectionRules.V1.inShadow() : DetectionRules.V1).rule("R1"));
  }

  /**
   * The record of a finding.
   *
   * @param deciding the contribution that led to it
   */
  Anomaly record(Finding finding, Contribution deciding) {
    var subject =
        new Subject(deciding.getClientId(), deciding.getIdentity(), deciding.getAtMs(), true);
    return new equilibrium.anomaly.evidence.Evidence(limits.version())
        .record(found(finding), subject);
  }

  /** What was found. */
  public Found found(Finding finding) {
    double limit = limits.limit(finding.severity());
    return new Found(
        rule,
        finding.scope() + "|" + finding.severity(),
        weight(finding.severity()),
        new Place(swarm(finding), finding.claims().stream().map(Claim::peerId).sorted().toList()),
        finding.sinceMs(),
        finding.bytesPerSecond(),
        limit,
        new TreeMap<>(numbers(finding)),
        events(finding),
        summary(finding, limit));
  }

  private int weight(Severity severity) {
    return switch (severity) {
      case SOFT -> rule.weight();
      case HARD -> (int) rule.threshold("hardWeight");
    };
  }

  /** The announces behind the largest claims first. */
  private static List<Position> events(Finding finding) {
    return finding.claims().stream()
        .sorted(Comparator.comparingLong(Claim::uploaded).reversed())
        .flatMap(claim -> claim.announces().stream())
        .distinct()
        .toList();
  }

  private static @Nullable InfoHash swarm(Finding finding) {
    var swarms = finding.claims().stream().map(Claim::infoHash).distinct().toList();
    return swarms.size() == 1 ? swarms.getFirst() : null;
  }

  private Map<String, Double> numbers(Finding finding) {
    return Map.of(
        "bytes", (double) finding.bytes(),
        "seconds", finding.spanMs() / 1_000.0,
        "sessions", (double) finding.sessions(),
        "claims", (double) finding.claims().size(),
        "leastBytes", (double) limits.leastBytes(),
        "leastSeconds", (double) limits.leastTime().toSeconds(),
        "windowSeconds", (double) limits.window().toSeconds());
  }

  private static String summary(Finding finding, double limit) {
    return String.format(
        Locale.ROOT,
        "%s to have uploaded %.1f GB in %.0f s: %.0f MB/s, over the %s limit of %.0f MB/s",
        finding.scope() == Scope.SESSION
            ? "One session claims"
            : "%d reports of %d sessions claim"
                .formatted(finding.claims().size(), finding.sessions()),
        finding.bytes() / 1e9,
        finding.spanMs() / 1_000.0,
        finding.bytesPerSecond() / 1e6,
        finding.severity().word(),
        limit / 1e6);
  }
}
