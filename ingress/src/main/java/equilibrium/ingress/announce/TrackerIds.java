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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tracker id} that a reply over HTTP carries and real clients echo: a cookie that tells
 * them from emulators, which do not read replies (docs/policy.md 0.7), and that carries the
 * session's start from node to node. Good for the caller that it was given to: for its key if it
 * has one, else for whoever has that peer id, since addresses change. 32 hex digits:
 *
 * <pre>
 * session start, s since 1970, tracker time      40
 * minutes from there until it was given          24
 * MAC over caller, info-hash, peer id and these  64
 * </pre>
 */
public final class TrackerIds {
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
   * @param startedAtMs start of the session, to the second; {@link #UNKNOWN} unless it is valid and
   *     was given within a peer's lifetime: who was away longer begins anew
   */
  public record Echo(TrackerIdVerdict verdict, long startedAtMs) {}

  public static final long UNKNOWN = Long.MAX_VALUE;
  private static final Echo NONE = new Echo(TrackerIdVerdict.NONE, UNKNOWN);
  private static final Echo FOREIGN = new Echo(TrackerIdVerdict.FOREIGN, UNKNOWN);
  private static final Echo AWAY = new Echo(TrackerIdVerdict.VALID, UNKNOWN);
  private static final Echo STALE = new Echo(TrackerIdVerdict.STALE, UNKNOWN);

  private final ClusterSecret secret;
  private final long longestMs;
  private final long lifetimeMs;

  /**
   * Signs and reads ids.
   *
   * @param longest length of session beyond which an id is stale, tracker time
   * @param lifetime silence after which a peer is forgotten, tracker time
   */
  public TrackerIds(ClusterSecret secret, Duration longest, Duration lifetime) {
    this.secret = secret;
    this.longestMs = longest.toMillis();
    this.lifetimeMs = lifetime.toMillis();
  }

  /** The id for a session, as of now. */
  public String give(
      InfoHash infoHash, PeerId peerId, ClientIdentity caller, long startedAtMs, long nowMs) {
    long start = startedAtMs / SECOND_MS;
    long minutes = Math.ceilDiv(Math.max(0, nowMs - start * SECOND_MS), MINUTE_MS);
    long times = start << GIVEN_BITS | Math.min(minutes, GIVEN_MASK);
    long session = session(infoHash, peerId, caller);
    return "%016x%016x".formatted(times, secret.sign(session, session, times));
  }

  /** What a client echoed; null: nothing. */
  public Echo read(
      @Nullable String id, InfoHash infoHash, PeerId peerId, ClientIdentity caller, long nowMs) {
    if (id == null) {
      return NONE;
    }
    if (!FORM.matcher(id).matches()) {
      return FOREIGN;
    }
    long times = Long.parseUnsignedLong(id.substring(0, TIMES_DIGITS), 16);
    long mac = Long.parseUnsignedLong(id.substring(TIMES_DIGITS), 16);
    long session = session(infoHash, peerId, caller);
    if (!secret.isSigned(session, session, times, mac, WHOLE)) {
      return FOREIGN;
    }
    long startedAtMs = (times >>> GIVEN_BITS) * SECOND_MS;
    long givenAtMs = startedAtMs + (times & GIVEN_MASK) * MINUTE_MS;
    if (nowMs - startedAtMs > longestMs) {
      return STALE;
    }
    return nowMs - givenAtMs > lifetimeMs ? AWAY : new Echo(TrackerIdVerdict.VALID, startedAtMs);
  }

  /** Which session of whom, in 64 bits; the MAC over them is what cannot be forged. */
  private static long session(InfoHash infoHash, PeerId peerId, ClientIdentity caller) {
    var hash = ByteBuffer.wrap(infoHash.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var peer = ByteBuffer.wrap(peerId.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var mixer = new SipHash(hash.getLong(), hash.getLong());
    long session =
        mixer.of(peer.getLong(), peer.getLong(), ((long) hash.getInt() << 32) ^ peer.getInt());
    if (caller.identity() != Identity.KEY) {
      return session;
    }
    var key = ByteBuffer.wrap(caller.id().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return mixer.of(session, key.getLong(), key.getLong());
  }
}
