package equilibrium.ingress.spool;

import equilibrium.schemas.event.EventId;

/** An event that is to be stored. The spool's thread calls, and none of the calls may block. */
public interface SpoolEntry {
  EventId id();

  /** Tracker time, milliseconds since 1970. */
  long receivedAtMs();

  /** The key of its record in Kafka: an info-hash, 20 bytes. */
  byte[] key();

  /** The value of its record in Kafka. */
  byte[] value();

  /**
   * The event is on disk.
   *
   * @param group to be told once whether the event is in Kafka or is left to the spool
   */
  void stored(SpoolGroup group);

  /** The event could not be stored. */
  void refused();
}
