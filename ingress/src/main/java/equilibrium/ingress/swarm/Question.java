package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.schemas.Ids;

/**
 * What one announce says and what it may get. Each thread has one, and fills it anew for each
 * announce: {@link #session} returns the first of four steps, each step returns the next one, so no
 * part can be left out. Read-only while the swarms answer.
 */
@HotPath
public final class Question {
  private static final int ID_BYTES = Ids.PEER_ID_BYTES;
  private static final int PORT_BYTES = 2;

  final byte[] infoHash = new byte[ID_BYTES];
  final byte[] peerId = new byte[ID_BYTES];

  /** In network order; IPv4 in the first four bytes. */
  final byte[] address = new byte[16];

  /** Port, 2 bytes, and address, in the layout of {@link PeerTable}. */
  final byte[] endpoint = new byte[18];

  Family family = Family.IPV4;
  int port;
  int client;
  Role role = Role.LEECHER;
  boolean completed;
  boolean leftUnknown;

  /** The session is read from a snapshot, in which its completion is counted. */
  boolean restored;

  /** The session is read from a snapshot, and goes on although another one has its endpoint. */
  boolean displaced;

  long atMs;
  int tie;
  long startedAtMs;
  int wanted;
  boolean bothFamilies;
  boolean gated;
  Policy policy = Policy.TIER_BACKOFF;
  int mostPerAddress;
  long earlyMs;
  int mostEarly;

  private final Steps steps = new Steps();

  /**
   * Begins a new question.
   *
   * @param infoHash 20 bytes, copied
   * @param peerId 20 bytes, copied
   * @param client number in {@link Clients}
   */
  public FromStep session(byte[] infoHash, byte[] peerId, int client) {
    System.arraycopy(infoHash, 0, this.infoHash, 0, ID_BYTES);
    System.arraycopy(peerId, 0, this.peerId, 0, ID_BYTES);
    this.client = client;
    restored = false;
    displaced = false;
    return steps;
  }

  /** Where the announce comes from. */
  @HotPath
  public interface FromStep {
    /**
     * The endpoint of the peer.
     *
     * @param address 16 bytes, IPv4 mapped; copied
     * @param port 0 to 65535; peers on ports 0 and 1 are counted and never handed out
     */
    RoleStep from(byte[] address, int port);
  }

  /** What the peer is. */
  @HotPath
  public interface RoleStep {
    /**
     * The peer's state.
     *
     * @param completed the download ended with this announce
     * @param leftUnknown the announce does not say what is left, so a peer that completed before is
     *     still a seeder
     */
    TimeStep as(Role role, boolean completed, boolean leftUnknown);
  }

  /** When the announce was received. */
  @HotPath
  public interface TimeStep {
    /**
     * The order of announces. Times are tracker time, milliseconds since 1970.
     *
     * @param tie orders announces of one millisecond, the same on every node; 16 bits
     * @param startedAtMs when the session began, as far as the sender of the event knows; else
     *     {@code atMs}
     */
    ReplyStep received(long atMs, int tie, long startedAtMs);
  }

  /** What the reply may hold. */
  @HotPath
  public interface ReplyStep {
    /** Another node has replied: the announce is only entered. */
    void answeredElsewhere();

    /**
     * As that, for a session from a snapshot: a completion is no new one.
     *
     * @param displaced whether another session has its endpoint, for which its role is {@link
     *     Role#GONE}
     */
    void restored(boolean displaced);

    /**
     * The list of peers.
     *
     * @param wanted peers at most; 0: none
     * @param bothFamilies whether peers of the other address family may be listed too
     * @param gated whether the torrent's seeders are held back from lower tiers at first
     */
    LimitStep peers(int wanted, boolean bothFamilies, Policy policy, boolean gated);
  }

  /** How often a session may announce, and how many sessions one address may have. */
  @HotPath
  public interface LimitStep {
    /**
     * The limits.
     *
     * @param mostPerAddress sessions of one address (IPv6: of one /64) in the swarm; 0: no limit
     * @param earlyMs an announce that follows the session's last one sooner is early; 0: none is
     * @param mostEarly early announces between two that are in time that are answered in full, 0 to
     *     7
     */
    void limits(int mostPerAddress, long earlyMs, int mostEarly);
  }

  @HotPath
  private final class Steps implements FromStep, RoleStep, TimeStep, ReplyStep, LimitStep {

    @Override
    public RoleStep from(byte[] address, int port) {
      Question.this.family = Family.of(address);
      System.arraycopy(address, family.offset(), Question.this.address, 0, family.addressBytes);
      Question.this.port = port;
      endpoint[0] = (byte) (port >> 8);
      endpoint[1] = (byte) port;
      System.arraycopy(Question.this.address, 0, endpoint, PORT_BYTES, family.addressBytes);
      return this;
    }

    @Override
    public TimeStep as(Role role, boolean completed, boolean leftUnknown) {
      Question.this.role = role;
      Question.this.completed = completed;
      Question.this.leftUnknown = leftUnknown;
      return this;
    }

    @Override
    public ReplyStep received(long atMs, int tie, long startedAtMs) {
      Question.this.atMs = atMs;
      Question.this.tie = tie;
      Question.this.startedAtMs = startedAtMs;
      return this;
    }

    @Override
    public void answeredElsewhere() {
      peers(0, false, Policy.TIER_BACKOFF, false).limits(0, 0, 0);
    }

    @Override
    public void restored(boolean displaced) {
      restored = true;
      Question.this.displaced = displaced;
      answeredElsewhere();
    }

    @Override
    public LimitStep peers(int wanted, boolean bothFamilies, Policy policy, boolean gated) {
      Question.this.wanted = wanted;
      Question.this.bothFamilies = bothFamilies;
      Question.this.policy = policy;
      Question.this.gated = gated;
      return this;
    }

    @Override
    public void limits(int mostPerAddress, long earlyMs, int mostEarly) {
      Question.this.mostPerAddress = mostPerAddress;
      Question.this.earlyMs = earlyMs;
      Question.this.mostEarly = mostEarly;
    }
  }

  /** Takes the endpoint of a session. */
  void endpointOf(PeerTable table, int entry) {
    family = table.family();
    table.copyEndpoint(entry, endpoint);
    port = table.port(entry);
    System.arraycopy(endpoint, PORT_BYTES, address, 0, family.addressBytes);
  }

  /** 20 bytes; not to be changed. */
  public byte[] infoHash() {
    return infoHash;
  }

  /** 20 bytes; not to be changed. */
  public byte[] peerId() {
    return peerId;
  }

  /** In network order; IPv4 in the first four bytes. Not to be changed. */
  public byte[] address() {
    return address;
  }

  public Family family() {
    return family;
  }

  public int port() {
    return port;
  }

  public int client() {
    return client;
  }

  public long atMs() {
    return atMs;
  }

  public int wanted() {
    return wanted;
  }

  public boolean isGated() {
    return gated;
  }

  public Policy policy() {
    return policy;
  }

  public long earlyMs() {
    return earlyMs;
  }
}
