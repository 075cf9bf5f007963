package equilibrium.analyst.log;

import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the log.
 *
 * @param appendedAtMs when the broker appended it: milliseconds since 1970, UTC
 * @param key null: it has none
 * @param value null: a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogRecord(
    int partition, long offset, long appendedAtMs, byte @Nullable [] key, byte @Nullable [] value) {

  /** Bytes of key and value. */
  public int size() {
    return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }
}
