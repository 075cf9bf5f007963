package equilibrium.scoring;

import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.TierCuts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's sums from its contributions, and its standing from its sums. Pure. The sums come out
 * the same in any order; score and tier are as of a time and of cuts, and say which.
 */
final class ClientFold {
  private final int rulesVersion;
  private final ScoringRules.Clients rules;

  ClientFold(ScoringRules rules) {
    this.rulesVersion = rules.version();
    this.rules = rules.clients();
  }

  /** The client after one more contribution; not yet evaluated. */
  Client plus(@Nullable Client before, Contribution contribution) {
    long atMs = contribution.getAtMs();
    var client = before == null ? newcomer(contribution) : before;
    var standing = client.standing();
    return new Client(
        standing(
            standing,
            standing.getAtMs(),
            Math.min(standing.getFirstSeenAtMs(), atMs),
            standing.getParts(),
            standing.getTier(),
            standing.getWhy(),
            standing.getCutsEpoch(),
            plus(standing.getSums(), contribution)),
        Math.max(client.lastSeenAtMs(), atMs),
        client.countedScore());
  }

  private Client newcomer(Contribution contribution) {
    long atMs = contribution.getAtMs();
    var parts = new ScoreParts(0, 0, 0, 0);
    var standing =
        new ClientStanding(
            contribution.getClientId(),
            contribution.getIdentity(),
            atMs,
            atMs,
            0,
            parts,
            0,
            0,
            "",
            rulesVersion,
            0L,
            List.of());
    return new Client(standing, atMs, ScoreChange.NOBODY);
  }

  private List<DecayedSum> plus(List<DecayedSum> sums, Contribution c) {
    long atMs = c.getAtMs();
    long bytesHalfLife = rules.bytesHalfLife();
    var result = sums;
    result =
        DecayingSums.plus(
            result,
            SumKind.SEEDED_BYTE_SECONDS,
            rules.byteSecondsHalfLife(),
            c.getByteSecondsSeeded(),
            atMs);
    result =
        DecayingSums.plus(
            result, SumKind.SEEDED_SECONDS, rules.secondsHalfLife(), c.getSecondsSeeded(), atMs);
    result =
        DecayingSums.plus(result, SumKind.UPLOADED_BYTES, bytesHalfLife, c.getUploaded(), atMs);
    return DecayingSums.plus(
        result, SumKind.DOWNLOADED_BYTES, bytesHalfLife, c.getDownloaded(), atMs);
  }

  /** The client as it stands at a time, never before its last evaluation, under the cuts. */
  Client evaluated(Client client, long atMs, @Nullable TierCuts cuts) {
    var old = client.standing();
    long evaluatedAtMs = Math.max(old.getAtMs(), Math.max(client.lastSeenAtMs(), atMs));
    var parts = Score.parts(old.getSums(), evaluatedAtMs);
    int tier = Tiers.of(Score.total(parts), old.getIdentity(), cuts, rules.weakTier());
    var standing =
        standing(
            old,
            evaluatedAtMs,
            old.getFirstSeenAtMs(),
            parts,
            tier,
            Tiers.why(tier, parts, old.getIdentity(), cuts, rules.weakTier()),
            cuts == null ? 0 : cuts.getEpoch(),
            old.getSums());
    boolean idle = evaluatedAtMs - client.lastSeenAtMs() > rules.idleMs();
    return new Client(
        standing, client.lastSeenAtMs(), idle ? ScoreChange.NOBODY : standing.getScore());
  }

  private ClientStanding standing(
      ClientStanding of,
      long atMs,
      long firstSeenAtMs,
      ScoreParts parts,
      int tier,
      String why,
      long cutsEpoch,
      List<DecayedSum> sums) {
    return new ClientStanding(
        of.getClientId(),
        of.getIdentity(),
        atMs,
        firstSeenAtMs,
        Score.total(parts),
        parts,
        0,
        tier,
        why,
        rulesVersion,
        cutsEpoch,
        sums);
  }

  /** Whether anybody but this fold has a use for the new standing. */
  static boolean isNews(@Nullable Client before, Client after) {
    if (before == null) {
      return true;
    }
    var old = before.standing();
    var standing = after.standing();
    return old.getScore() != standing.getScore()
        || old.getTier() != standing.getTier()
        || old.getRulesVersion() != standing.getRulesVersion()
        || !old.getSums().equals(standing.getSums());
  }

  /** Whether forgetting it loses nothing: idle, and it never added anything. */
  static boolean isNobody(Client client) {
    return client.countedScore() == ScoreChange.NOBODY && client.standing().getSums().isEmpty();
  }
}
