package equilibrium.ingress.announce;

import equilibrium.ingress.swarm.Role;
import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Transport;
import org.jspecify.annotations.Nullable;

/**
 * An announce as it was received over any of the wires. A thread may fill one object anew for each
 * announce, so that reading one allocates nothing: what is kept of it is copied, its ids and its
 * address too. Not thread-safe.
 */
public final class Announce {
  /** In place of a number that the client did not send. */
  public static final long NOT_SAID = -1;

  /** Addresses that a client can claim; further ones are not taken. */
  public static final int MOST_CLAIMED = 3;

  private final Address address = new Address(new byte[IpAddress.BYTES]);
  private Transport transport = Transport.UNKNOWN;
  private boolean proxied;
  private final AnnounceKey announceKey = new AnnounceKey();
  private final InfoHash infoHash = new InfoHash(new byte[Ids.INFO_HASH_BYTES]);
  private final PeerId peerId = new PeerId(new byte[Ids.PEER_ID_BYTES]);
  private int port;
  private AnnounceEvent event = AnnounceEvent.NONE;
  private long uploaded = NOT_SAID;
  private long downloaded = NOT_SAID;
  private long left = NOT_SAID;
  private long corrupt = NOT_SAID;
  private long redundant = NOT_SAID;
  private final byte[] claimed = new byte[MOST_CLAIMED * IpAddress.BYTES];
  private int claims;
  private boolean hasKey;
  private int key;
  private int numWant = -1;
  private Trace trace = Trace.NONE;

  /**
   * Where an announce came from.
   *
   * @param address 16 bytes, IPv4 mapped
   */
  public record Source(Address address, Transport transport, boolean proxied) {}

  /**
   * Traces of the client program.
   *
   * @param fingerprint hash of the order of parameters and headers; null over UDP
   * @param trackerId the tracker id that it echoed; null: none
   */
  public record Trace(
      @Nullable String userAgent,
      @Nullable Long fingerprint,
      boolean browserHeaders,
      Encryption encryption,
      @Nullable String trackerId) {
    public static final Trace NONE = new Trace(null, null, false, Encryption.UNSAID, null);
  }

  /** Begins another announce, which says nothing yet; its source stays. */
  public Announce begin() {
    announceKey.clear();
    port = 0;
    event = AnnounceEvent.NONE;
    counters(NOT_SAID, NOT_SAID, NOT_SAID);
    losses(NOT_SAID, NOT_SAID);
    claims = 0;
    hasKey = false;
    key = 0;
    numWant = -1;
    trace = Trace.NONE;
    return this;
  }

  /** Sets where it came from. */
  public Announce from(Source source) {
    copy(source.address().bytes(), address.bytes());
    return from(source.transport(), source.proxied());
  }

  /** Sets how it came, from the address that was written to {@link #address}. */
  public Announce from(Transport transport, boolean proxied) {
    this.transport = transport;
    this.proxied = proxied;
    return this;
  }

  /**
   * Begins another announce of the peer that sent this one: from there, with its ids and port and
   * what it says about itself.
   */
  public Announce begin(Announce ofPeer) {
    begin().from(ofPeer.transport, ofPeer.proxied);
    copy(ofPeer.address.bytes(), address.bytes());
    announceKey.set(ofPeer.announceKey);
    copy(ofPeer.infoHash.bytes(), infoHash.bytes());
    copy(ofPeer.peerId.bytes(), peerId.bytes());
    port = ofPeer.port;
    copy(ofPeer.claimed, claimed);
    claims = ofPeer.claims;
    hasKey = ofPeer.hasKey;
    key = ofPeer.key;
    trace = ofPeer.trace;
    return this;
  }

  private static void copy(byte[] from, byte[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /**
   * Sets the key of the URL's path.
   *
   * @param value null: none
   */
  public Announce announceKey(@Nullable String value) {
    announceKey.set(value);
    return this;
  }

  /** Sets the ids, which are copied, 20 bytes each. */
  public Announce session(byte[] infoHash, byte[] peerId) {
    copy(infoHash, this.infoHash.bytes());
    copy(peerId, this.peerId.bytes());
    return this;
  }

  /**
   * Sets the port.
   *
   * @param value 0 to 65535
   */
  public Announce port(int value) {
    port = value;
    return this;
  }

  public Announce event(AnnounceEvent value) {
    event = value;
    return this;
  }

  /** Sets what the client has transferred since its session began, and what is missing; bytes. */
  public Announce counters(long uploaded, long downloaded, long left) {
    this.uploaded = uploaded;
    this.downloaded = downloaded;
    this.left = left;
    return this;
  }

  /** Sets what of the download was bad, and what came twice; bytes. */
  public Announce losses(long corrupt, long redundant) {
    this.corrupt = corrupt;
    this.redundant = redundant;
    return this;
  }

  /**
   * Adds an address that the client claims to have, if there is room.
   *
   * @param high first half, in network order
   */
  public Announce claim(long high, long low) {
    if (claims < MOST_CLAIMED) {
      IpAddress.write(high, low, claimed, claims * IpAddress.BYTES);
      claims++;
    }
    return this;
  }

  /** Sets the client's own {@code key} parameter. */
  public Announce key(int value) {
    hasKey = true;
    key = value;
    return this;
  }

  /**
   * Sets how many peers it wants.
   *
   * @param value -1: not sent
   */
  public Announce numWant(int value) {
    numWant = value;
    return this;
  }

  public Announce trace(Trace value) {
    trace = value;
    return this;
  }

  /** Where it came from: 16 bytes, IPv4 mapped. */
  public Address address() {
    return address;
  }

  public Transport transport() {
    return transport;
  }

  /** Whether a trusted proxy vouched for the address. */
  public boolean isProxied() {
    return proxied;
  }

  /** From the URL's path. */
  public AnnounceKey announceKey() {
    return announceKey;
  }

  public InfoHash infoHash() {
    return infoHash;
  }

  public PeerId peerId() {
    return peerId;
  }

  public int port() {
    return port;
  }

  public AnnounceEvent event() {
    return event;
  }

  public long uploaded() {
    return uploaded;
  }

  public long downloaded() {
    return downloaded;
  }

  /** Bytes still missing. */
  public long left() {
    return left;
  }

  public long corrupt() {
    return corrupt;
  }

  public long redundant() {
    return redundant;
  }

  /** The addresses that the client claims, 16 bytes each; the first {@link #claims} are filled. */
  public byte[] claimed() {
    return claimed;
  }

  public int claims() {
    return claims;
  }

  public boolean hasKey() {
    return hasKey;
  }

  /** The client's own {@code key} parameter; 0: 0, or not sent. */
  public int key() {
    return key;
  }

  /** -1: not sent. */
  public int numWant() {
    return numWant;
  }

  public Trace trace() {
    return trace;
  }

  /** What the peer is in the swarm after this announce. */
  public Role role() {
    return role(event, left);
  }

  /**
   * The role that an announce gives a peer. Without {@code left}, only {@code completed} shows a
   * seeder.
   *
   * @param left bytes, or {@link #NOT_SAID}
   */
  public static Role role(AnnounceEvent event, long left) {
    if (event == AnnounceEvent.STOPPED) {
      return Role.GONE;
    }
    if (left == NOT_SAID ? event == AnnounceEvent.COMPLETED : left == 0) {
      return Role.SEEDER;
    }
    return event == AnnounceEvent.PAUSED ? Role.PARTIAL_SEEDER : Role.LEECHER;
  }
}
