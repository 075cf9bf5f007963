package equilibrium.anomaly.rate;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.anomaly.rate.Finding.Scope;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the permanent record of a finding of R1 (docs/policy.md 3.5). It depends on the events and
 * the rule only, so the same finding gives the same record, bit for bit.
 *
 * @param limits in force
 * @param shadow whether findings are without effect
 */
public record Evidence(RateLimits limits, boolean shadow) {
  private static final String RULE = "R1";
  private static final int MOST_EVENTS = 100;
  private static final int CASE_BYTES = 10;

  /** 99 honest clients for each that is not (docs/policy.md 3.4, "Sequential use"). */
  private static final double PRIOR_ODDS_AGAINST = 99;

  private static final Comparator<Position> BY_POSITION =
      Comparator.comparingInt(Position::getPartition).thenComparingLong(Position::getOffset);

  /**
   * The record of a finding.
   *
   * @param deciding the contribution that led to it
   */
  public Anomaly record(Finding finding, Contribution deciding) {
    var events = events(finding);
    var clientId = deciding.getClientId();
    double limit = limits.limit(finding.severity());
    return Anomaly.newBuilder()
        .setCaseId(caseId(finding, clientId, events))
        .setRule(RULE)
        .setRulesVersion(limits.version())
        .setClientId(clientId)
        .setIdentity(deciding.getIdentity())
        .setInfoHash(swarm(finding))
        .setPeerIds(peerIds(finding))
        .setSinceMs(finding.sinceMs())
        .setDecidedAtMs(deciding.getAtMs())
        .setObserved(finding.bytesPerSecond())
        .setThreshold(limit)
        .setWeight(finding.severity().weight())
        .setConfidence(confidence(finding.severity().weight()))
        .setNumbers(numbers(finding, deciding.getIdentity()))
        .setEvents(events)
        .setSourceVerified(true) // ingress publishes nothing else: TCP, or a UDP connection id
        .setShadow(shadow)
        .setSummary(summary(finding, limit, deciding.getIdentity()))
        .build();
  }

  /** Posterior probability, 0 to 1, of a weight in thousandths of a nat. */
  static double confidence(int weight) {
    double odds = StrictMath.exp(weight / 1_000.0);
    return odds / (odds + PRIOR_ODDS_AGAINST);
  }

  /** The announces behind the largest claims, in the order of the log. */
  private static List<Position> events(Finding finding) {
    return finding.claims().stream()
        .sorted(Comparator.comparingLong(Claim::uploaded).reversed())
        .flatMap(claim -> claim.announces().stream())
        .distinct()
        .limit(MOST_EVENTS)
        .sorted(BY_POSITION)
        .toList();
  }

  private String caseId(Finding finding, ClientId clientId, List<Position> events) {
    var identified =
        "%s|%d|%s|%s|%s|%s"
            .formatted(
                RULE,
                limits.version(),
                finding.scope(),
                finding.severity(),
                HexFormat.of().formatHex(clientId.bytes()),
                events.stream()
                    .map(at -> at.getPartition() + ":" + at.getOffset())
                    .collect(Collectors.joining(",")));
    return RULE + "-" + HexFormat.of().formatHex(sha256(identified), 0, CASE_BYTES);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static @Nullable InfoHash swarm(Finding finding) {
    var swarms = finding.claims().stream().map(Claim::infoHash).distinct().toList();
    return swarms.size() == 1 ? swarms.getFirst() : null;
  }

  private static List<PeerId> peerIds(Finding finding) {
    return finding.claims().stream().map(Claim::peerId).distinct().sorted().limit(100).toList();
  }

  private Map<String, Double> numbers(Finding finding, Identity identity) {
    var numbers = new TreeMap<String, Double>();
    numbers.put("bytes", (double) finding.bytes());
    numbers.put("seconds", finding.spanMs() / 1_000.0);
    numbers.put("sessions", (double) finding.sessions());
    numbers.put("claims", (double) finding.claims().size());
    numbers.put("leastBytes", (double) limits.leastBytes());
    numbers.put("leastSeconds", (double) limits.leastTime().toSeconds());
    numbers.put("windowSeconds", (double) limits.window().toSeconds());
    numbers.put("sharedIdentity", identity == Identity.ADDRESS ? 1.0 : 0.0);
    return numbers;
  }

  private static String summary(Finding finding, double limit, Identity identity) {
    return String.format(
        Locale.ROOT,
        "%s to have uploaded %.1f GB in %.0f s: %.0f MB/s, over the %s limit of %.0f MB/s%s.",
        finding.scope() == Scope.SESSION
            ? "One session claims"
            : "%d reports of %d sessions claim"
                .formatted(finding.claims().size(), finding.sessions()),
        finding.bytes() / 1e9,
        finding.spanMs() / 1_000.0,
        finding.bytesPerSecond() / 1e6,
        finding.severity().word(),
        limit / 1e6,
        identity == Identity.ADDRESS ? " (the client is an address, which people may share)" : "");
  }
}
