package equilibrium.ingress.announce;

import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.net.SipHash;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tracker id} of a reply over HTTP, a cookie that real clients echo. It tells them from
 * emulators, which do not read replies (docs/policy.md 0.7), and carries the start of the session
 * from node to node. An id is valid for the client that it was given to: for a key if the client
 * has one; else for any client with that peer id, since addresses change. 32 hex digits:
 *
 * <pre>
 * session start, s since 1970, tracker time      40
 * minutes from there until it was given          24
 * MAC over client, info-hash, peer id and these  64
 * </pre>
 */
public final class TrackerIds {
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int TIMES_DIGITS = 16;
  private static final int GIVEN_BITS = 24;
  private static final long GIVEN_MASK = (1L << GIVEN_BITS) - 1;
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60_000;
  private static final long WHOLE = -1L;

  /**
   * What an echoed id says.
   *
   * @param startedAtMs start of the session, to the second; {@link #UNKNOWN} unless the id is valid
   *     and was given within a peer lifetime: after a longer absence, a new session begins
   */
  public record Echo(TrackerIdVerdict verdict, long startedAtMs) {}

  public static final long UNKNOWN = Long.MAX_VALUE;
  private static final Echo NONE = new Echo(TrackerIdVerdict.NONE, UNKNOWN);
  private static final Echo FOREIGN = new Echo(TrackerIdVerdict.FOREIGN, UNKNOWN);
  private static final Echo EXPIRED = new Echo(TrackerIdVerdict.VALID, UNKNOWN);
  private static final Echo STALE = new Echo(TrackerIdVerdict.STALE, UNKNOWN);

  private final ClusterSecret secret;
  private final long longestMs;
  private final long lifetimeMs;

  /**
   * Signs and reads ids.
   *
   * @param longest length of a session beyond which its id is stale; tracker time
   * @param lifetime peer lifetime; tracker time
   */
  public TrackerIds(ClusterSecret secret, Duration longest, Duration lifetime) {
    this.secret = secret;
    this.longestMs = longest.toMillis();
    this.lifetimeMs = lifetime.toMillis();
  }

  /** The id for a session, as of now. */
  public String give(
      InfoHash infoHash, PeerId peerId, ClientIdentity client, long startedAtMs, long nowMs) {
    long start = startedAtMs / SECOND_MS;
    long minutes = Math.ceilDiv(Math.max(0, nowMs - start * SECOND_MS), MINUTE_MS);
    long times = start << GIVEN_BITS | Math.min(minutes, GIVEN_MASK);
    long session = session(infoHash, peerId, client);
    return HEX.toHexDigits(times) + HEX.toHexDigits(secret.sign(session, session, times));
  }

  /** Reads what a client echoed; null: nothing. */
  public Echo read(
      @Nullable String id, InfoHash infoHash, PeerId peerId, ClientIdentity client, long nowMs) {
    if (id == null) {
      return NONE;
    }
    if (!FORM.matcher(id).matches()) {
      return FOREIGN;
    }
    long times = Long.parseUnsignedLong(id.substring(0, TIMES_DIGITS), 16);
    long mac = Long.parseUnsignedLong(id.substring(TIMES_DIGITS), 16);
    long session = session(infoHash, peerId, client);
    if (!secret.isSigned(session, session, times, mac, WHOLE)) {
      return FOREIGN;
    }
    long startedAtMs = (times >>> GIVEN_BITS) * SECOND_MS;
    long issuedAtMs = startedAtMs + (times & GIVEN_MASK) * MINUTE_MS;
    if (nowMs - startedAtMs > longestMs) {
      return STALE;
    }
    return nowMs - issuedAtMs > lifetimeMs
        ? EXPIRED
        : new Echo(TrackerIdVerdict.VALID, startedAtMs);
  }

  /** The session in 64 bits, not secret; the MAC over them cannot be forged. */
  private static long session(InfoHash infoHash, PeerId peerId, ClientIdentity client) {
    var hash = ByteBuffer.wrap(infoHash.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var peer = ByteBuffer.wrap(peerId.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var mixer = new SipHash(hash.getLong(), hash.getLong());
    long session =
        mixer.of(peer.getLong(), peer.getLong(), ((long) hash.getInt() << 32) ^ peer.getInt());
    if (client.identity() != Identity.KEY) {
      return session;
    }
    var key = ByteBuffer.wrap(client.id().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return mixer.of(session, key.getLong(), key.getLong());
  }
}
