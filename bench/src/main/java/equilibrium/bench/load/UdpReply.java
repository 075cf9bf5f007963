package equilibrium.bench.load;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Reads the bytes of one datagram of a tracker (BEP 15). */
final class UdpReply {
  /** What an action code says. */
  static final int CONNECT = 0;

  /** What an action code says. */
  static final int ANNOUNCE = 1;

  private static final int ERROR = 3;
  private static final int HEAD_BYTES = 8;
  private static final int CONNECT_BYTES = 16;
  private static final int LEAST_ANNOUNCE_BYTES = 20;
  private static final int PEER_BYTES = 6;

  /** The interval that means "not recorded" (docs/architecture.md 5). */
  private static final int UNRECORDED_SECONDS = 301;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

  private byte[] bytes = {};
  private int length;

  /** Reads these bytes from now on; false: they are too few for a reply. */
  boolean read(byte[] from, int count) {
    bytes = from;
    length = count;
    return count >= HEAD_BYTES;
  }

  /** The number of its bytes. */
  int length() {
    return length;
  }

  int transaction() {
    return (int) INT.get(bytes, 4);
  }

  boolean isConnect() {
    return (int) INT.get(bytes, 0) == CONNECT && length >= CONNECT_BYTES;
  }

  /** The connection id of a reply to a connect. */
  long connectionId() {
    return (long) LONG.get(bytes, 8);
  }

  /** What it is as a reply to an announce. */
  Content content() {
    int action = (int) INT.get(bytes, 0);
    if (action == ERROR) {
      return Content.FAILURE;
    }
    if (action != ANNOUNCE
        || length < LEAST_ANNOUNCE_BYTES
        || (length - LEAST_ANNOUNCE_BYTES) % PEER_BYTES != 0) {
      return Content.MALFORMED;
    }
    return (int) INT.get(bytes, 8) == UNRECORDED_SECONDS ? Content.UNRECORDED : Content.LISTED;
  }

  /** Peers that a reply to an announce lists. */
  int peers() {
    return Math.max(0, length - LEAST_ANNOUNCE_BYTES) / PEER_BYTES;
  }
}
