package equilibrium.ingress;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tracker id} that a reply over HTTP carries and real clients echo: a cookie that tells
 * them from emulators, which do not read replies (policy 0.7), and that carries the session's start
 * from node to node. 32 hex digits:
 *
 * <pre>
 * session start, ms since 1970, tracker time   64
 * MAC over info-hash, peer id and start        64
 * </pre>
 */
public final class TrackerIds {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int START_DIGITS = 16;
  private static final long WHOLE = -1L;

  /**
   * What an echoed id says.
   *
   * @param startedAtMs start of the session; {@link #UNKNOWN} unless valid
   */
  public record Echo(TrackerIdVerdict verdict, long startedAtMs) {}

  public static final long UNKNOWN = Long.MAX_VALUE;
  private static final Echo NONE = new Echo(TrackerIdVerdict.NONE, UNKNOWN);
  private static final Echo FOREIGN = new Echo(TrackerIdVerdict.FOREIGN, UNKNOWN);
  private static final Echo STALE = new Echo(TrackerIdVerdict.STALE, UNKNOWN);

  private final ClusterSecret secret;
  private final long longestMs;

  /**
   * Signs and reads ids.
   *
   * @param longestMs length of session beyond which an id is stale, tracker time
   */
  TrackerIds(ClusterSecret secret, long longestMs) {
    this.secret = secret;
    this.longestMs = longestMs;
  }

  /** The id for a session. */
  String give(InfoHash infoHash, PeerId peerId, long startedAtMs) {
    long session = session(infoHash, peerId);
    return "%016x%016x".formatted(startedAtMs, secret.sign(session, session, startedAtMs));
  }

  /** What a client echoed; null: nothing. */
  Echo read(@Nullable String id, InfoHash infoHash, PeerId peerId, long nowMs) {
    if (id == null) {
      return NONE;
    }
    if (!FORM.matcher(id).matches()) {
      return FOREIGN;
    }
    long startedAtMs = Long.parseUnsignedLong(id.substring(0, START_DIGITS), 16);
    long mac = Long.parseUnsignedLong(id.substring(START_DIGITS), 16);
    long session = session(infoHash, peerId);
    if (!secret.isSigned(session, session, startedAtMs, mac, WHOLE)) {
      return FOREIGN;
    }
    return nowMs - startedAtMs > longestMs ? STALE : new Echo(TrackerIdVerdict.VALID, startedAtMs);
  }

  /** Which session, in 64 bits; the MAC over them is what cannot be forged. */
  private static long session(InfoHash infoHash, PeerId peerId) {
    var hash = ByteBuffer.wrap(infoHash.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var peer = ByteBuffer.wrap(peerId.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    var mixer = new SipHash(hash.getLong(), hash.getLong());
    return mixer.of(peer.getLong(), peer.getLong(), ((long) hash.getInt() << 32) ^ peer.getInt());
  }
}
