package equilibrium.anomaly.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the permanent record of a finding (docs/policy.md 3.5).
 *
 * @param rulesVersion version of the rules in force
 */
public record Evidence(int rulesVersion) {
  private static final int MOST_EVENTS = 100;
  private static final int CASE_BYTES = 10;

  /** 99 honest clients for each that is not (docs/policy.md 3.4, "Sequential use"). */
  private static final double PRIOR_ODDS_AGAINST = 99;

  private static final Comparator<Position> BY_POSITION =
      Comparator.comparingInt(Position::getPartition).thenComparingLong(Position::getOffset);

  /** The record of a finding. At most 100 events are named: the first that the rule gave. */
  public Anomaly record(Found found, Subject subject) {
    var events = found.events().stream().distinct().limit(MOST_EVENTS).sorted(BY_POSITION).toList();
    var numbers = new TreeMap<>(found.numbers());
    numbers.put("sharedIdentity", subject.identity() == Identity.ADDRESS ? 1.0 : 0.0);
    return Anomaly.newBuilder()
        .setCaseId(caseId(found, subject.clientId(), events))
        .setRule(found.rule().id())
        .setRulesVersion(rulesVersion)
        .setClientId(subject.clientId())
        .setIdentity(subject.identity())
        .setInfoHash(found.where().infoHash())
        .setPeerIds(found.where().peerIds().stream().distinct().limit(MOST_EVENTS).toList())
        .setSinceMs(found.sinceMs())
        .setDecidedAtMs(subject.decidedAtMs())
        .setObserved(found.observed())
        .setThreshold(found.threshold())
        .setWeight(found.weight())
        .setConfidence(confidence(found.weight()))
        .setNumbers(numbers)
        .setEvents(events)
        .setSourceVerified(subject.sourceVerified())
        .setShadow(found.rule().shadow())
        .setSummary(summary(found, subject))
        .build();
  }

  /** Posterior probability, 0 to 1, of a weight in thousandths of a nat. */
  public static double confidence(int weight) {
    double odds = StrictMath.exp(weight / 1_000.0);
    return odds / (odds + PRIOR_ODDS_AGAINST);
  }

  private String caseId(Found found, ClientId clientId, List<Position> events) {
    var identified =
        "%s|%d|%s|%s|%s"
            .formatted(
                found.rule().id(),
                rulesVersion,
                found.variant(),
                HexFormat.of().formatHex(clientId.bytes()),
                events.stream()
                    .map(at -> at.getPartition() + ":" + at.getOffset())
                    .collect(Collectors.joining(",")));
    return found.rule().id() + "-" + HexFormat.of().formatHex(sha256(identified), 0, CASE_BYTES);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String summary(Found found, Subject subject) {
    var shared =
        subject.identity() == Identity.ADDRESS
            ? " (the client is an address, which people may share)"
            : "";
    return "%s%s.".formatted(found.summary(), shared);
  }
}
