package equilibrium.scoring;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Role;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A session in its store, 113 bytes, big-endian:
 *
 * <pre>
 *   0 layout (1)   1 flags: 1 completed, 2 key is there
 *   2 event        3 role        4 counted as (-1: not at all)
 *   5 mark: at, boot, sequence, node
 *  37 at          45 offset
 *  53 high: uploaded, downloaded, corrupt, redundant
 *  85 left        93 client id (16)     109 key
 * </pre>
 *
 * Enums stand as their place in the schema, which only ever gains symbols at its end.
 */
final class SessionSerde {
  static final Serde<Session> SERDE =
      Serdes.serdeFrom((_, session) -> write(session), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 1;
  private static final int SIZE = 113;
  private static final int COMPLETED = 1;
  private static final int HAS_KEY = 2;
  private static final int CLIENT_ID_BYTES = 16;
  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();
  private static final Role[] ROLES = Role.values();

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  private static byte @Nullable [] write(@Nullable Session session) {
    if (session == null) {
      return null;
    }
    var buffer = ByteBuffer.allocate(SIZE).put(LAYOUT).put(flags(session));
    buffer.put((byte) session.event().ordinal()).put((byte) session.role().ordinal());
    var countedAs = session.countedAs();
    buffer.put((byte) (countedAs == null ? -1 : countedAs.ordinal()));
    var mark = session.mark();
    buffer.putLong(mark.atMs()).putLong(mark.boot()).putLong(mark.sequence()).putLong(mark.node());
    buffer.putLong(session.atMs()).putLong(session.offset());
    var high = session.high();
    buffer.putLong(high.uploaded()).putLong(high.downloaded());
    buffer.putLong(high.corrupt()).putLong(high.redundant()).putLong(session.left());
    var key = session.key();
    return buffer.put(session.clientId().bytes()).putInt(key == null ? 0 : key).array();
  }

  private static byte flags(Session session) {
    return (byte) ((session.completed() ? COMPLETED : 0) | (session.key() == null ? 0 : HAS_KEY));
  }

  private static @Nullable Session read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a session of %d bytes, expected %d in layout %d".formatted(bytes.length, SIZE, LAYOUT));
    }
    var buffer = ByteBuffer.wrap(bytes, 1, SIZE - 1);
    byte flags = buffer.get();
    var event = EVENTS[buffer.get()];
    var role = ROLES[buffer.get()];
    byte counted = buffer.get();
    var mark = new Mark(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    long atMs = buffer.getLong();
    long offset = buffer.getLong();
    var high = new Counters(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    long left = buffer.getLong();
    byte[] clientId = new byte[CLIENT_ID_BYTES];
    buffer.get(clientId);
    int key = buffer.getInt();
    return new Session(
        mark,
        atMs,
        offset,
        high,
        left,
        role,
        event,
        counted < 0 ? null : ROLES[counted],
        (flags & COMPLETED) != 0,
        new ClientId(clientId),
        (flags & HAS_KEY) == 0 ? null : key);
  }

  private SessionSerde() {}
}
