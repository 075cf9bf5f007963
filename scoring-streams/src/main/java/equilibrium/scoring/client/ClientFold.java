package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.Client.Counted;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.Credit;
import java.util.List;

/**
 * A client's sums from its credits, and where it stands from its sums. Pure. The sums come out the
 * same in any order; score and tier are as of a time and of cuts, and say which.
 */
public final class ClientFold {
  private final int rulesVersion;
  private final ScoringRules.Clients rules;

  public ClientFold(ScoringRules rules) {
    this.rulesVersion = rules.version();
    this.rules = rules.clients();
  }

  /** The client after one more credit; not yet evaluated. */
  public Client plus(Client before, Credit credit) {
    long atMs = credit.atMs();
    var sums = new Sums(before.sums());
    var online =
        before
            .online()
            .and(
                atMs,
                credit.onlineSeconds(),
                lookMs ->
                    sums.add(
                        SumKind.ONLINE_SECONDS, rules.timeHalfLife(), OnlineTime.SECONDS, lookMs));
    sums.add(SumKind.SEEDED_BYTE_SECONDS, rules.recentHalfLife(), credit.recent(), atMs);
    sums.add(SumKind.HELD_BYTE_SECONDS, rules.timeHalfLife(), credit.held(), atMs);
    sums.add(SumKind.SEEDED_SECONDS, rules.timeHalfLife(), credit.time(), atMs);
    sums.add(SumKind.UPLOADED_BYTES, rules.bytesHalfLife(), credit.uploaded(), atMs);
    sums.add(SumKind.DOWNLOADED_BYTES, rules.bytesHalfLife(), credit.downloaded(), atMs);
    return new Client(
        credit.identity(),
        atMs >= before.lastSeenMs() ? credit.networkId() : before.networkId(),
        before.isSeen() ? Math.min(before.firstSeenMs(), atMs) : atMs,
        Math.max(before.lastSeenMs(), atMs),
        sums.all,
        online,
        before.suspected(),
        before.evaluatedMs(),
        before.parts(),
        before.score(),
        before.place(),
        before.counted());
  }

  /** Sums while they are added to. */
  private static final class Sums {
    private List<DecayedSum> all;

    Sums(List<DecayedSum> all) {
      this.all = all;
    }

    void add(SumKind kind, long halfLifeSeconds, long amount, long atMs) {
      all = DecayingSums.plus(all, kind, halfLifeSeconds, amount, atMs);
    }
  }

  /** The client as it stands after something was added to it: it does not rise by that alone. */
  public Client evaluated(Client client, long atMs, Cuts cuts) {
    return evaluated(client, atMs, cuts, TierState.May.WAIT);
  }

  /** The client as it stands at a time under the cuts. */
  public Client reviewed(Client client, long atMs, Cuts cuts) {
    return evaluated(client, atMs, cuts, TierState.May.RISE);
  }

  /** Never as of a time before its last evaluation. */
  private Client evaluated(Client client, long atMs, Cuts cuts, TierState.May may) {
    if (!client.isSeen()) {
      return client;
    }
    long nowMs = Math.max(client.evaluatedMs(), Math.max(client.lastSeenMs(), atMs));
    var parts = Score.parts(client.sums(), nowMs);
    int unlowered = Score.total(parts);
    int score = client.suspected().lowered(unlowered, nowMs);
    var aged = at(client, nowMs, parts, score, client.place(), client.counted());
    boolean frozen = client.suspected().isFrozen();
    var seen =
        new TierState.Seen(
            nowMs, score, unlowered, aged.highest(rules), frozen ? TierState.May.NOT : may);
    var place = client.place().next(seen, cuts, rules);
    return at(client, nowMs, parts, score, place, counted(aged));
  }

  private static Client at(
      Client client, long nowMs, ScoreParts parts, int score, TierState place, Counted counted) {
    return new Client(
        client.identity(),
        client.networkId(),
        client.firstSeenMs(),
        client.lastSeenMs(),
        client.sums(),
        client.online(),
        client.suspected(),
        nowMs,
        parts,
        score,
        place,
        counted);
  }

  private Counted counted(Client client) {
    long nowMs = client.evaluatedMs();
    if (nowMs - client.lastSeenMs() > rules.idleMs()) {
      return Counted.NOBODY;
    }
    boolean eligible =
        client.ageMs() >= rules.youngMs()
            && (moved(client, SumKind.DOWNLOADED_BYTES) || moved(client, SumKind.UPLOADED_BYTES));
    // A client that comes from several networks by turns stays where it was counted first.
    var before = client.counted();
    return new Counted(
        client.score(), eligible, before.eligible() ? before.networkId() : client.networkId());
  }

  private boolean moved(Client client, SumKind kind) {
    return DecayingSums.value(client.sums(), kind, client.evaluatedMs()) > rules.movedBytes();
  }

  /** What the topic is told of it. */
  public ClientStanding standing(ClientId clientId, Client client, Cuts cuts) {
    return new ClientStanding(
        clientId,
        client.identity(),
        client.evaluatedMs(),
        client.firstSeenMs(),
        client.score(),
        client.parts(),
        client.suspected().weight(client.evaluatedMs()),
        client.place().tier(),
        new Standing(client, cuts, rules).why(),
        rulesVersion,
        cuts.epoch(),
        client.sums());
  }
}
