package equilibrium.ingress.spool;

import equilibrium.schemas.event.EventId;
import java.util.concurrent.CompletableFuture;

/** A numbered event; what becomes of it is in a future: its group, or null. */
record StoredEvent(long sequence, int valueBytes, CompletableFuture<SpoolGroup> outcome)
    implements SpoolEntry {

  static StoredEvent of(long sequence) {
    return new StoredEvent(sequence, 100, new CompletableFuture<>());
  }

  /** One whose value cannot be had. */
  static StoredEvent unwritable(long sequence) {
    return new StoredEvent(sequence, -1, new CompletableFuture<>());
  }

  @Override
  public EventId id() {
    return new EventId(7L, 8L, sequence);
  }

  @Override
  public long receivedAtMs() {
    return 1_000 + sequence;
  }

  @Override
  public byte[] key() {
    var key = new byte[20];
    key[19] = (byte) sequence;
    return key;
  }

  @Override
  public byte[] value() {
    var value = new byte[valueBytes];
    for (int i = 0; i < valueBytes; i++) {
      value[i] = (byte) (sequence * 31 + i);
    }
    return value;
  }

  @Override
  public void stored(SpoolGroup group) {
    outcome.complete(group);
  }

  @Override
  public void refused() {
    outcome.complete(null);
  }
}
