package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client about which there was a finding, or a decision. Immutable.
 *
 * @param peerIds the newest sessions of the evidence, newest last, at most {@link #MOST_PEERS}
 * @param decision the newest; null: none, or it was withdrawn
 */
public record Suspect(
    Identity identity,
    CaseFile file,
    Weights weights,
    TorrentsSeen torrents,
    List<PeerId> peerIds,
    @Nullable OperatorDecision decision,
    Effect effect) {
  static final int MOST_PEERS = 20;

  /** Nothing is known. */
  public static final Suspect UNKNOWN =
      new Suspect(
          Identity.ADDRESS,
          CaseFile.NONE,
          Weights.NONE,
          TorrentsSeen.NONE,
          List.of(),
          null,
          Effect.NONE);

  public Suspect {
    peerIds = List.copyOf(peerIds);
  }

  public int level() {
    return effect.level();
  }

  /** Whether the client is in no peer list, if levels have effects. */
  public boolean isExcluded() {
    return effect.level() >= SuspicionRules.QUARANTINED;
  }

  /** Whether what others need to know of it differs from before. */
  public boolean differsFrom(Suspect before) {
    return level() != before.level()
        || effect.untilMs() != before.effect.untilMs()
        || state() != before.state()
        || !file.id().equals(before.file.id())
        || file.findings() != before.file.findings();
  }

  CaseState state() {
    if (file.isNone()) {
      return CaseState.NONE;
    }
    if (file.expired()) {
      return CaseState.EXPIRED;
    }
    if (decision == null || !decision.caseId().equals(file.id())) {
      return CaseState.OPEN;
    }
    return switch (decision.verdict()) {
      case APPROVED -> CaseState.APPROVED;
      case CLEARED -> CaseState.CLEARED;
      case DISMISSED -> file.evidenceMs() > decision.atMs() ? CaseState.OPEN : CaseState.DISMISSED;
      case UNKNOWN -> CaseState.OPEN;
    };
  }

  /** The decision that clears the case and has not been applied yet; null: there is none. */
  @Nullable OperatorDecision clearing() {
    return decision != null
            && decision.verdict() == CaseVerdict.CLEARED
            && state() == CaseState.CLEARED
            && decision.atMs() != effect.clearedAtMs()
        ? decision
        : null;
  }

  Suspect with(Effect newEffect) {
    return new Suspect(identity, file, weights, torrents, peerIds, decision, newEffect);
  }

  Suspect with(@Nullable OperatorDecision newDecision) {
    return new Suspect(identity, file, weights, torrents, peerIds, newDecision, effect);
  }

  Suspect with(CaseFile newFile) {
    return new Suspect(identity, newFile, weights, torrents, peerIds, decision, effect);
  }

  /** Without evidence, in the same case. */
  Suspect withoutEvidence(Effect newEffect) {
    return new Suspect(
        identity, file, Weights.NONE, TorrentsSeen.NONE, List.of(), decision, newEffect);
  }

  /** With a weight that no finding brought. */
  Suspect weighed(String by, int weight, long atMs) {
    var more = weights.plus(by, false, weight, atMs);
    return new Suspect(identity, file, more, torrents, peerIds, decision, effect);
  }

  Suspect plus(SeenFinding finding, CaseFile newFile) {
    return new Suspect(
        identity,
        newFile,
        weights.plus(finding),
        torrents.plus(finding),
        peerIds,
        decision,
        effect);
  }

  Suspect of(Identity newIdentity, List<PeerId> morePeers) {
    var all = new ArrayList<>(peerIds);
    all.removeAll(morePeers);
    all.addAll(morePeers);
    var newest = all.subList(Math.max(0, all.size() - MOST_PEERS), all.size());
    return new Suspect(newIdentity, file, weights, torrents, newest, decision, effect);
  }
}
