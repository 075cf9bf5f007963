package equilibrium.ingress;

import equilibrium.ingress.IngressConfig.Identities;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.Identity;
import org.jspecify.annotations.Nullable;

/** Who may announce what, and as whom. */
final class Admission {

  /** Whether an announce is served. */
  sealed interface Verdict {
    /**
     * It is.
     *
     * @param gated whether the torrent's seeders are held back from lower tiers at first
     */
    record Granted(Caller caller, boolean gated) implements Verdict {}

    /** It is not, for a reason in words for the client's user. */
    record Denied(String reason) implements Verdict {}
  }

  private final IngressConfig config;
  private final Operator operator;
  private final TrackerClock clock;

  Admission(IngressConfig config, Operator operator, TrackerClock clock) {
    this.config = config;
    this.operator = operator;
    this.clock = clock;
  }

  Verdict of(Announce announce) {
    var torrent = operator.torrents().get(announce.infoHash());
    if (torrent != null && !torrent.allowed()) {
      return new Verdict.Denied("this torrent is not allowed here");
    }
    if (torrent == null && config.admission() == IngressConfig.Admission.REGISTERED) {
      return new Verdict.Denied("this torrent is not on the list of this tracker");
    }
    var caller = caller(announce);
    return caller == null
        ? new Verdict.Denied("this announce key is not known")
        : new Verdict.Granted(caller, isGated(torrent));
  }

  /** Who announces; null: a key is needed and there is none that is good. */
  private @Nullable Caller caller(Announce announce) {
    var network = ClientIds.ofAddress(announce.source().address().bytes());
    if (config.identity() == Identities.PEER_ID) {
      var id = ClientIds.ofPeerId(announce.peerId().bytes());
      return new Caller(id, Identity.PEER_ID, network);
    }
    if (announce.announceKey() != null) {
      var key = operator.keys().get(ClientIds.ofKey(announce.announceKey()));
      return key == null || key.untilMs() <= clock.nowMs()
          ? null
          : new Caller(key.client(), Identity.KEY, network);
    }
    return config.identity() == Identities.KEY
        ? null
        : new Caller(network, Identity.ADDRESS, network);
  }

  private boolean isGated(@Nullable Torrent torrent) {
    return switch (config.gate()) {
      case ALL -> true;
      case OFF -> false;
      case PRIVATE -> torrent != null && torrent.isPrivate();
    };
  }
}
