package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a counted announce added.
 *
 * @param source where the announce lies
 * @param before its session before it
 */
public record Contributions(Announced announced, Position source, @Nullable Session before) {

  /**
   * The contribution.
   *
   * @param swarm after the announce
   * @param seat of the announce's network in it, before the announce; null: nothing was seeded
   */
  public Contribution of(
      Counted step, Swarm swarm, @Nullable NetworkPresence seat, ScoringRules rules) {
    long left = step.after().left();
    long atMs = step.after().atMs();
    var delta = step.delta();
    return Contribution.newBuilder()
        .setEventId(announced.getEventId())
        .setSource(source)
        .setPrevious(previous(delta))
        .setAtMs(atMs)
        .setInfoHash(announced.getInfoHash())
        .setPeerId(announced.getPeerId())
        .setClientId(announced.getClientId())
        .setIdentity(announced.getIdentity())
        .setNetworkId(announced.getNetworkId())
        .setEvent(announced.getEvent())
        .setRole(delta.role())
        .setKind(delta.kind())
        .setSeconds(delta.seconds())
        .setSecondsOnline(delta.secondsOnline())
        .setSecondsSeeded(delta.secondsSeeded())
        .setSecondsCredited(seat == null ? 0 : seat.uncovered(atMs, delta.secondsSeeded()))
        .setByteSecondsSeeded(swarm.byteSeconds(delta.secondsSeeded(), left, rules.swarms()))
        .setUploaded(delta.uploaded())
        .setUploadedClaimed(delta.uploadedClaimed())
        .setDownloaded(delta.downloaded())
        .setCorrupt(delta.corrupt())
        .setRedundant(delta.redundant())
        .setLeft(left == Counters.UNSAID ? null : Long.valueOf(left))
        .setSizeBytes(swarm.sizeBytes())
        .setSeeders(swarm.seeders())
        .setLeechers(swarm.leechers())
        .setNeed(Worth.need(swarm.seeders(), swarm.leechers(), rules.worth()))
        .setQuality(seat == null ? 0 : seat.quality(atMs, rules.worth()))
        .setSwarmUploaded(swarm.uploaded())
        .setSwarmDownloaded(swarm.downloaded())
        .build();
  }

  private @Nullable Position previous(Delta delta) {
    return before == null || delta.kind() == Step.FIRST ? null : before.source();
  }
}
