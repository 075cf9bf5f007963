package equilibrium.ingress.admission;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.AnnounceKey;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.EnumCounts;
import equilibrium.ingress.swarm.Cap;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.AddressIds;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the rules in force which announces are served and which client sent them. The rules
 * may change at any time. Called by any thread; never waits.
 */
public final class Admission {

  /** How an announce is served. A thread may fill one object anew for each announce. */
  public static final class Grant {
    private final ClientIdentity client = new ClientIdentity();
    private boolean gated;

    /** That announces. */
    public ClientIdentity client() {
      return client;
    }

    /** Whether the torrent's seeders are held back from lower tiers at first. */
    public boolean isGated() {
      return gated;
    }
  }

  /**
   * Why an announce is refused, with a text for the client's user. Never "unregistered" or "not
   * registered": on these, Transmission and rTorrent give up for good (docs/policy.md 1.1).
   */
  public enum Why {
    TORRENT_DENIED("this torrent is not allowed here"),
    TORRENT_UNLISTED("this torrent is not on the list of this tracker"),
    CLIENT_DENIED("this client program is not allowed here"),
    KEY_UNKNOWN("this announce key is not known");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final Directory directory;
  private final TrackerClock clock;
  private final AddressIds addressIds;
  private final AddressLimits limits;
  private final EnumCounts<Why> refusals = new EnumCounts<>(Why.class);
  private final EnumCounts<Cap> caps = new EnumCounts<>(Cap.class);
  private volatile Rules rules;

  public Admission(Rules rules, Directory directory, TrackerClock clock, AddressIds addressIds) {
    this.rules = rules;
    this.directory = directory;
    this.clock = clock;
    this.addressIds = addressIds;
    this.limits = new AddressLimits(clock);
  }

  public Rules rules() {
    return rules;
  }

  /** From now on, these rules are in force. */
  public void enforce(Rules next) {
    rules = next;
  }

  public AddressLimits limits() {
    return limits;
  }

  public Directory directory() {
    return directory;
  }

  public void register(MeterRegistry metrics) {
    refusals.register(
        metrics, "equilibrium_refusals_total", "reason", "Announces that were refused, by reason");
    caps.register(
        metrics,
        "equilibrium_not_admitted_total",
        "cap",
        "Announces that were answered but not entered, by the cap that was reached");
    limits.register(metrics);
  }

  /** Counts an announce that a limit kept out of its swarm. */
  public void countNotAdmitted(Cap cap) {
    caps.count(cap);
  }

  /** Whether an address may scrape now. */
  public boolean mayScrape(Address address) {
    return limits.mayAsk(limits.key(address), rules);
  }

  /** Whether the source of a UDP connect, which may be forged, gets a connection id now. */
  public boolean mayConnect(Address address) {
    return limits.mayConnect(limits.key(address), rules);
  }

  /** Whether connection ids of the address that are not good are dropped without a check. */
  public boolean isBanned(Address address) {
    return limits.isBanned(limits.key(address));
  }

  /** Counts a connection id that the address was never given. */
  public void forged(Address address) {
    limits.forged(limits.key(address), rules);
  }

  /**
   * Why an announce is not served, which is counted; null: it is served.
   *
   * @param grant how it is served is written there
   */
  public @Nullable Why of(Announce announce, Rules rules, Grant grant) {
    var torrent = directory.torrents().get(announce.infoHash());
    var against = against(torrent, announce.peerId(), rules);
    if (against == null
        && !identify(
            announce.address(), announce.announceKey(), announce.peerId(), rules, grant.client)) {
      against = Why.KEY_UNKNOWN;
    }
    if (against != null) {
      refusals.count(against);
    }
    grant.gated = isGated(torrent, rules);
    return against;
  }

  /**
   * Why a torrent, or the client program behind a peer id, is not served; null: it is served.
   *
   * @param torrent null: it is not on the list
   * @param peerId null: any client program
   */
  public static @Nullable Why against(
      @Nullable Torrent torrent, @Nullable PeerId peerId, Rules rules) {
    if (torrent != null && !torrent.allowed()) {
      return Why.TORRENT_DENIED;
    }
    if (torrent == null && rules.admission() == TorrentAdmission.REGISTERED) {
      return Why.TORRENT_UNLISTED;
    }
    return peerId == null || rules.programs().isServed(peerId) ? null : Why.CLIENT_DENIED;
  }

  /** The id of an address's network, and of the client if it has no other. */
  public ClientId network(Address address) {
    return addressIds.of(address);
  }

  /**
   * Finds out which client announces; false: a key is needed, and none was sent that is good.
   *
   * @param client is overwritten
   */
  public boolean identify(
      Address address, AnnounceKey announceKey, PeerId peerId, Rules rules, ClientIdentity client) {
    addressIds.write(address, client.network());
    if (rules.identity() == Identities.PEER_ID) {
      ClientIds.writeOfPeerId(peerId.bytes(), client.id());
      client.identity(Identity.PEER_ID);
      return true;
    }
    if (announceKey.isSent()) {
      announceKey.writeId(client.id());
      var key = directory.keys().get(client.id());
      if (key == null || !key.isGood(clock.nowMs())) {
        return false;
      }
      client.set(key.client(), Identity.KEY);
      return true;
    }
    client.set(client.network(), Identity.ADDRESS);
    return rules.identity() != Identities.KEY;
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
