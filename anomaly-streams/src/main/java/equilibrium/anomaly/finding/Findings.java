package equilibrium.anomaly.finding;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.InfoHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Completes the permanent record of a finding that rests on settled episodes. It depends on the
 * finding only, so the same finding gives the same record, bit for bit.
 */
public final class Findings {
  /** Most positions, and most sessions, in a record. */
  public static final int MOST = 100;

  private static final int CASE_BYTES = 10;

  /** 99 honest clients for each that is not (docs/policy.md 3.4, "Sequential use"). */
  private static final double PRIOR_ODDS_AGAINST = 99;

  /**
   * A record of which only case id, confidence, shadow, and what episodes do not tell are missing.
   * The case id is made of rule, version, client, swarm and times.
   */
  public static Anomaly completed(Anomaly.Builder finding, Shadow shadow) {
    return finding
        .setCaseId(caseId(finding))
        .setConfidence(confidence(finding.getWeight()))
        .setNumbers(new TreeMap<>(finding.getNumbers())) // other maps have no fixed order of bytes
        .setEvents(List.of())
        .setSourceVerified(true) // ingress publishes nothing else: TCP, or a UDP connection id
        .setShadow(shadow.covers(finding.getRule()))
        .build();
  }

  /** Posterior probability, 0 to 1, of a weight in thousandths of a nat. */
  static double confidence(int weight) {
    double odds = StrictMath.exp(weight / 1_000.0);
    return odds / (odds + PRIOR_ODDS_AGAINST);
  }

  private static String caseId(Anomaly.Builder finding) {
    var identified =
        "%s|%d|%s|%s|%d|%d"
            .formatted(
                finding.getRule(),
                finding.getRulesVersion(),
                HexFormat.of().formatHex(finding.getClientId().bytes()),
                hex(finding.getInfoHash()),
                finding.getSinceMs(),
                finding.getDecidedAtMs());
    return finding.getRule() + "-" + HexFormat.of().formatHex(sha256(identified), 0, CASE_BYTES);
  }

  private static String hex(@Nullable InfoHash infoHash) {
    return infoHash == null ? "" : HexFormat.of().formatHex(infoHash.bytes());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Findings() {}
}
