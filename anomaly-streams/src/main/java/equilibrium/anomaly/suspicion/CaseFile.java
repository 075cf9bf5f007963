package equilibrium.anomaly.suspicion;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The case in which the findings about a client gather.
 *
 * @param id {@code C-} and 20 hex digits of client id and first finding; empty: none was ever
 *     opened
 * @param openedAtMs effective time of its first finding, milliseconds since 1970
 * @param findings in it, shadow ones included
 * @param newestMs effective time of the newest finding
 * @param evidenceMs the same of findings with effect that count against the client; 0: none
 * @param expired whether it ended without an operator
 * @param recent the newest findings, newest last, at most {@link #MOST_RECENT}
 */
record CaseFile(
    String id,
    long openedAtMs,
    int findings,
    long newestMs,
    long evidenceMs,
    boolean expired,
    List<SeenFinding> recent) {
  static final int MOST_RECENT = 100;
  static final CaseFile NONE = new CaseFile("", 0, 0, 0, 0, false, List.of());

  private static final int ID_BYTES = 10;

  CaseFile {
    recent = List.copyOf(recent);
  }

  /** A case with this finding alone. */
  static CaseFile opened(ClientId clientId, SeenFinding first) {
    var file = new CaseFile(id(clientId, first), first.atMs(), 0, 0, 0, false, List.of());
    return file.plus(first);
  }

  boolean isNone() {
    return id.isEmpty();
  }

  boolean has(String finding) {
    return recent.stream().anyMatch(seen -> seen.id().equals(finding));
  }

  CaseFile plus(SeenFinding finding) {
    var all = new ArrayList<>(recent);
    all.add(finding);
    return new CaseFile(
        id,
        openedAtMs,
        findings + 1,
        Math.max(newestMs, finding.atMs()),
        finding.isEvidence() ? Math.max(evidenceMs, finding.atMs()) : evidenceMs,
        expired,
        all.subList(Math.max(0, all.size() - MOST_RECENT), all.size()));
  }

  /** Ended because nothing came for so long. */
  CaseFile asExpired() {
    return new CaseFile(id, openedAtMs, findings, newestMs, evidenceMs, true, List.of());
  }

  private static String id(ClientId clientId, SeenFinding first) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(clientId.bytes());
      byte[] digest = sha256.digest(first.id().getBytes(UTF_8));
      return "C-" + Ids.hex(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
