package equilibrium.ingress.spool;

import equilibrium.schemas.event.EventId;

/**
 * An event that was stored.
 *
 * @param position in the spool, bytes from its beginning
 * @param next position behind the event's record
 * @param storedAtMs real milliseconds since 1970
 * @param receivedAtMs tracker time, milliseconds since 1970
 * @param bytes key and value
 */
public record SpooledEvent(
    long position, long next, long storedAtMs, long receivedAtMs, EventId id, Bytes bytes) {

  /** The record of the event in Kafka. */
  public static final class Bytes {
    private final byte[] key;
    private final byte[] value;

    Bytes(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }

    /** The array itself, which nobody may change. */
    public byte[] key() {
      return key;
    }

    /** The array itself, which nobody may change. */
    public byte[] value() {
      return value;
    }
  }
}
