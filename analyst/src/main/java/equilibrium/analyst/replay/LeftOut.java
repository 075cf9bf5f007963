package equilibrium.analyst.replay;

import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Swarms whose fold does not depend on their partition alone, and so is not compared: those of
 * hybrid torrents, whose announces come from two partitions, and those whose registration changed
 * after their first announce, at a moment that the log does not show.
 */
final class LeftOut {
  /** A registration this much older than an announce was surely known when it was folded. */
  private static final long KNOWN_MS = Duration.ofSeconds(10).toMillis();

  private final Map<InfoHash, Long> registeredAtMs = new HashMap<>();
  private final Set<InfoHash> swarms = new HashSet<>();

  /** Of the newest registrations; tombstones, too. */
  LeftOut(Collection<LogRecord> registrations) {
    for (var record : registrations) {
      byte[] key = record.key();
      if (key == null) {
        continue;
      }
      var infoHash = new InfoHash(key);
      registeredAtMs.put(infoHash, record.appendedAtMs());
      var registration = registration(record);
      if (registration != null && registration.getAliasOf() != null) {
        swarms.add(infoHash);
        swarms.add(registration.getAliasOf());
      }
    }
  }

  private static @Nullable Registration registration(LogRecord record) {
    try {
      return Topics.REGISTRATIONS.value().deserializer().deserialize("", record.value());
    } catch (SerializationException e) {
      throw new Fault(
          "registrations has an unreadable record at offset %d of partition %d: %s"
              .formatted(record.offset(), record.partition(), e.getMessage()),
          e);
    }
  }

  /** Takes note of an announce, before its contribution is compared. */
  void announced(InfoHash infoHash, long appendedAtMs) {
    var atMs = registeredAtMs.get(infoHash);
    if (atMs != null && atMs > appendedAtMs - KNOWN_MS) {
      swarms.add(infoHash);
    }
  }

  boolean has(InfoHash infoHash) {
    return swarms.contains(infoHash);
  }

  boolean isEmpty() {
    return swarms.isEmpty();
  }

  int size() {
    return swarms.size();
  }
}
