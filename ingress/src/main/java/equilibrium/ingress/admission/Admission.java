package equilibrium.ingress.admission;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.IngressConfig.Identities;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.explain.EnumCounts;
import equilibrium.ingress.swarm.Visit.Cap;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Who may announce what, how often, and as whom, by the rules in force, which may change at any
 * time. Asked by any thread; never waits.
 */
public final class Admission {

  /** Whether an announce is served. */
  public sealed interface Verdict {
    /**
     * It is.
     *
     * @param gated whether the torrent's seeders are held back from lower tiers at first
     */
    record Granted(ClientIdentity caller, boolean gated) implements Verdict {}

    /** It is not. */
    record Denied(Why why) implements Verdict {}
  }

  /**
   * Why an announce is refused, with words for the client's user. Never "unregistered" or "not
   * registered": at those, Transmission and rTorrent give up for good (docs/policy.md 1.1).
   */
  public enum Why {
    TORRENT_DENIED("this torrent is not allowed here"),
    TORRENT_UNLISTED("this torrent is not on the list of this tracker"),
    CLIENT_DENIED("this client program is not allowed here"),
    KEY_UNKNOWN("this announce key is not known");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  private final Directory operator;
  private final TrackerClock clock;
  private final AddressLimits limits = new AddressLimits();
  private final EnumCounts<Why> refusals = new EnumCounts<>(Why.class);
  private final EnumCounts<Cap> caps = new EnumCounts<>(Cap.class);
  private volatile Rules rules;

  public Admission(IngressConfig config, Directory operator, TrackerClock clock) {
    this.rules = config.rules();
    this.operator = operator;
    this.clock = clock;
  }

  public Rules rules() {
    return rules;
  }

  /** From now on, these are the rules. */
  public void enforce(Rules next) {
    rules = next;
  }

  public AddressLimits limits() {
    return limits;
  }

  public void measure(MeterRegistry metrics) {
    refusals.measure(
        metrics, "equilibrium_refusals_total", "reason", "Announces that were refused, by reason");
    caps.measure(
        metrics,
        "equilibrium_not_admitted_total",
        "cap",
        "Announces that were answered but not entered, by the cap that was reached");
    limits.measure(metrics);
  }

  public void unentered(Cap cap) {
    caps.count(cap);
  }

  /** Whether an address may scrape now. */
  public boolean mayScrape(Address address) {
    return limits.mayAsk(limits.key(address), rules, clock.nowMs());
  }

  /** Whether a UDP source, which may be anybody's, gets a connection id now. */
  public boolean mayConnect(Address address) {
    return limits.mayConnect(limits.key(address), rules, clock.nowMs());
  }

  /** Whether connection ids that are not good are dropped unseen when they come from there. */
  public boolean isBanned(Address address) {
    return limits.isBanned(limits.key(address), clock.nowMs());
  }

  /** An address used a connection id that was never given to it. */
  public void forged(Address address) {
    limits.forged(limits.key(address), rules, clock.nowMs());
  }

  /** What the operator has said, as far as it is projected. */
  public Directory operator() {
    return operator;
  }

  public Verdict of(Announce announce, Rules rules) {
    var torrent = operator.torrents().get(announce.infoHash());
    var against = against(torrent, announce.peerId(), rules);
    if (against != null) {
      return denied(against);
    }
    var caller =
        caller(announce.source().address(), announce.announceKey(), announce.peerId(), rules);
    return caller == null
        ? denied(Why.KEY_UNKNOWN)
        : new Verdict.Granted(caller, isGated(torrent, rules));
  }

  private Verdict denied(Why why) {
    refusals.count(why);
    return new Verdict.Denied(why);
  }

  /**
   * What stands against serving a torrent, or the program behind a peer id; null: nothing.
   *
   * @param torrent null: it is not on the list
   * @param peerId null: of any program
   */
  public static @Nullable Why against(
      @Nullable Torrent torrent, @Nullable PeerId peerId, Rules rules) {
    if (torrent != null && !torrent.allowed()) {
      return Why.TORRENT_DENIED;
    }
    if (torrent == null && rules.admission() == IngressConfig.Admission.REGISTERED) {
      return Why.TORRENT_UNLISTED;
    }
    return peerId == null || rules.programs().isServed(peerId) ? null : Why.CLIENT_DENIED;
  }

  /** Who announces; null: a key is needed and there is none that is good. */
  public @Nullable ClientIdentity caller(
      Address address, @Nullable String announceKey, PeerId peerId, Rules rules) {
    var network = ClientIds.ofAddress(address.bytes());
    if (rules.identity() == Identities.PEER_ID) {
      var id = ClientIds.ofPeerId(peerId.bytes());
      return new ClientIdentity(id, Identity.PEER_ID, network);
    }
    if (announceKey != null) {
      var key = operator.keys().get(ClientIds.ofKey(announceKey));
      return key == null || !key.isGood(clock.nowMs())
          ? null
          : new ClientIdentity(key.client(), Identity.KEY, network);
    }
    return rules.identity() == Identities.KEY
        ? null
        : new ClientIdentity(network, Identity.ADDRESS, network);
  }

  /** Whether a torrent's seeders are held back from lower tiers at first. */
  public static boolean isGated(@Nullable Torrent torrent, Rules rules) {
    return switch (rules.gate()) {
      case ALL -> true;
      case OFF -> false;
      case PRIVATE -> torrent != null && torrent.isPrivate();
    };
  }
}
