package equilibrium.anomaly.episode;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;

/**
 * What is remembered of a client in one swarm.
 *
 * @param peerId of its newest session
 * @param startedMs first announce of that session in any episode
 * @param seenMs last announce in any episode
 * @param unreceived episodes in which R2 applied
 * @param overSink episodes in which R3 applied
 * @param signOffset offset of the newest of them but the last; -1: none
 * @param lastSignOffset offset of the last of them; -1: none
 * @param excess sum of z times its share of the uploads, since C+ was 0
 * @param matchesOnset whether its session started with the imbalance that is in alarm
 */
record Member(
    ClientId clientId,
    Identity identity,
    PeerId peerId,
    long startedMs,
    long seenMs,
    int unreceived,
    int overSink,
    long signOffset,
    long lastSignOffset,
    double excess,
    boolean matchesOnset) {

  static Member of(Activity activity) {
    return new Member(
        activity.clientId(),
        activity.identity(),
        activity.peerId(),
        activity.firstAtMs(),
        activity.lastAtMs(),
        0,
        0,
        -1,
        -1,
        0,
        false);
  }

  /** After one more episode with it. */
  Member seen(Activity activity) {
    boolean same = peerId.equals(activity.peerId());
    return new Member(
        clientId,
        activity.identity(),
        activity.peerId(),
        same ? startedMs : activity.firstAtMs(),
        Math.max(seenMs, activity.lastAtMs()),
        unreceived,
        overSink,
        signOffset,
        lastSignOffset,
        excess,
        matchesOnset);
  }

  Member withSign(boolean isUnreceived, long offset) {
    return new Member(
        clientId,
        identity,
        peerId,
        startedMs,
        seenMs,
        unreceived + (isUnreceived ? 1 : 0),
        overSink + (isUnreceived ? 0 : 1),
        lastSignOffset,
        offset,
        excess,
        matchesOnset);
  }

  Member withExcess(double sum) {
    return new Member(
        clientId,
        identity,
        peerId,
        startedMs,
        seenMs,
        unreceived,
        overSink,
        signOffset,
        lastSignOffset,
        sum,
        matchesOnset);
  }

  Member withMatch(boolean matches) {
    return new Member(
        clientId,
        identity,
        peerId,
        startedMs,
        seenMs,
        unreceived,
        overSink,
        signOffset,
        lastSignOffset,
        excess,
        matches);
  }
}
