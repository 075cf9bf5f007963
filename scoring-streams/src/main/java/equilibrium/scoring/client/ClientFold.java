package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.TierState.Rise;
import equilibrium.scoring.rules.ClientRules;
import equilibrium.scoring.rules.OnlineSamples;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.Credit;
import java.util.List;

/**
 * Sums of a client from its credits; score and tier from its sums. Pure. The order of credits does
 * not change the sums. Score and tier depend on a time and on cuts, and a standing names both.
 */
public final class ClientFold {
  private final int rulesVersion;
  private final ClientRules rules;
  private final ScoreRules weights;

  public ClientFold(ScoringRules rules) {
    this.rulesVersion = rules.version();
    this.rules = rules.clients();
    this.weights = rules.score();
  }

  /**
   * The client after one more credit; not evaluated yet. Sums with a half-life of other rules are
   * converted first: their value at the newest event, which is this one or an earlier one, stays.
   */
  public Client plus(Client before, Credit credit) {
    long atMs = credit.atMs();
    long newestMs = Math.max(before.lastSeenMs(), atMs);
    var sums = new Sums(DecayingSums.converted(before.sums(), rules.halfLives(), newestMs));
    var seeding = credit.seeding();
    var online =
        before
            .online()
            .plus(
                atMs,
                seeding.onlineSeconds(),
                sampleMs -> sums.add(SumKind.ONLINE_SECONDS, OnlineSamples.SECONDS, sampleMs));
    sums.add(SumKind.SEEDED_BYTE_SECONDS, seeding.recentByteSeconds(), atMs);
    sums.add(SumKind.HELD_BYTE_SECONDS, seeding.heldByteSeconds(), atMs);
    sums.add(SumKind.SEEDED_SECONDS, seeding.seconds(), atMs);
    sums.add(SumKind.UPLOADED_BYTES, credit.uploaded(), atMs);
    sums.add(SumKind.DOWNLOADED_BYTES, credit.downloaded(), atMs);
    return before.withCredits(before.activity().plus(credit), sums.all, online);
  }

  /** Sums while amounts are added to them. */
  private final class Sums {
    private List<DecayedSum> all;

    Sums(List<DecayedSum> all) {
      this.all = all;
    }

    void add(SumKind kind, long amount, long atMs) {
      all = DecayingSums.plus(all, kind, rules.halfLives().of(kind), amount, atMs);
    }
  }

  /** The client evaluated after its sums or its suspicion changed, which alone lift no tier. */
  public Client evaluated(Client client, long atMs, Cuts cuts) {
    return evaluated(client, atMs, cuts, Rise.NOT_YET);
  }

  /** The client evaluated at a time under the cuts. */
  public Client reviewed(Client client, long atMs, Cuts cuts) {
    return evaluated(client, atMs, cuts, Rise.ALLOWED);
  }

  /** Never for a time before its last evaluation. */
  private Client evaluated(Client client, long atMs, Cuts cuts, Rise rise) {
    if (!client.isSeen()) {
      return client;
    }
    long nowMs = Math.max(client.evaluation().atMs(), Math.max(client.lastSeenMs(), atMs));
    var suspicion = client.suspicion();
    var parts = Score.parts(client.sums(), nowMs, weights);
    int full = Score.total(parts);
    int score = suspicion.lowered(full, nowMs);
    var scored =
        new TierState.Scored(
            nowMs,
            score,
            full,
            client.highestTier(nowMs, rules),
            suspicion.isFrozen() ? Rise.FORBIDDEN : rise);
    var tier = client.tier().next(scored, cuts, rules);
    return client.withEvaluation(
        new Evaluation(nowMs, parts, score, tier), entry(client, score, nowMs));
  }

  private PopulationEntry entry(Client client, int score, long nowMs) {
    if (nowMs - client.lastSeenMs() > rules.idleMs()) {
      return PopulationEntry.NONE;
    }
    boolean eligible =
        client.ageMs(nowMs) >= rules.youngMs()
            && (client.value(SumKind.DOWNLOADED_BYTES, nowMs) > rules.movedBytes()
                || client.value(SumKind.UPLOADED_BYTES, nowMs) > rules.movedBytes());
    // A client that alternates between networks stays counted under the first one.
    var before = client.entry();
    return new PopulationEntry(
        score, eligible, before.eligible() ? before.networkId() : client.activity().networkId());
  }

  /** The standing that is published. */
  public ClientStanding standing(ClientId clientId, Client client, Cuts cuts) {
    var evaluation = client.evaluation();
    return new ClientStanding(
        clientId,
        client.activity().identity(),
        evaluation.atMs(),
        client.activity().firstMs(),
        evaluation.score(),
        evaluation.parts(),
        client.suspicion().weight(evaluation.atMs()),
        evaluation.tier().tier(),
        new StandingReason(client, cuts, rules).text(weights),
        rulesVersion,
        cuts.epoch(),
        client.sums());
  }
}
