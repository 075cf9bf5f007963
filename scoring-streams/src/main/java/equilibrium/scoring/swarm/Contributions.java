package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Counters;
import org.jspecify.annotations.Nullable;

/** The records of what counted announces added. */
final class Contributions {
  private final ScoringRules rules;

  Contributions(ScoringRules rules) {
    this.rules = rules;
  }

  /**
   * The contribution of an announce.
   *
   * @param totals of the swarm after the announce
   * @param presence of the announce's network before it; used only if the announce is seeding
   */
  Contribution of(CountedAnnounce announce, SwarmTotals totals, NetworkPresence presence) {
    var announced = announce.announced();
    var delta = announce.step().delta();
    long left = announce.step().session().left();
    long atMs = announce.atMs();
    var peers = totals.peers();
    return Contribution.newBuilder()
        .setEventId(announced.getEventId())
        .setSource(announce.source())
        .setPrevious(previous(announce))
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
        .setSecondsCredited(
            announce.isSeeding() ? presence.uncredited(atMs, delta.secondsSeeded()) : 0)
        .setByteSecondsSeeded(totals.byteSeconds(delta.secondsSeeded(), left, rules.swarms()))
        .setUploaded(delta.uploaded())
        .setUploadedClaimed(delta.uploadedClaimed())
        .setDownloaded(delta.downloaded())
        .setCorrupt(delta.corrupt())
        .setRedundant(delta.redundant())
        .setLeft(Counters.orNull(left))
        .setSizeBytes(totals.sizeBytes())
        .setSeeders(peers.seeders())
        .setLeechers(peers.leechers())
        .setNeed(Worth.need(peers.seeders(), peers.leechers(), rules.worth()))
        .setQuality(announce.isSeeding() ? presence.quality(atMs, rules.worth()) : 0)
        .setSwarmUploaded(totals.traffic().uploaded())
        .setSwarmDownloaded(totals.traffic().downloaded())
        .build();
  }

  private static @Nullable Position previous(CountedAnnounce announce) {
    var before = announce.before();
    boolean first = announce.step().delta().kind() == Step.FIRST;
    return before == null || first ? null : before.last().source();
  }
}
