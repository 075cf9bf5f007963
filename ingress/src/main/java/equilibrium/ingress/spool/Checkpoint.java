package equilibrium.ingress.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What was known to be in Kafka at one moment. As a file it is one line of text with a checksum; a
 * file that does not match its checksum counts as absent.
 *
 * @param publishedTo position in the spool; everything before it was in Kafka
 * @param acknowledgedAtMs when Kafka acknowledged an event last, real milliseconds since 1970; 0:
 *     never
 * @param topicId id of the topic then; empty: not known
 * @param acknowledged by partition, the event with the highest offset that Kafka has acknowledged
 */
public record Checkpoint(
    long publishedTo,
    long acknowledgedAtMs,
    String topicId,
    Map<Integer, Acknowledged> acknowledged) {

  /**
   * An event in Kafka.
   *
   * @param appendedAtMs its time in the log, real milliseconds since 1970; 0: not known
   */
  public record Acknowledged(long offset, long appendedAtMs) {}

  /** Of a spool that has never seen Kafka. */
  static final Checkpoint NONE = new Checkpoint(0, 0, "", Map.of());

  private static final String FORM = "spool-1";

  public Checkpoint {
    acknowledged = Map.copyOf(acknowledged);
  }

  String text() {
    var offsets =
        new TreeMap<>(acknowledged)
            .entrySet().stream()
                .map(entry ->
                    "%d:%d:%d"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().offset(),
                            entry.getValue().appendedAtMs()))
                .collect(Collectors.joining(","));
    var line =
        "%s published=%d at=%d topic=%s offsets=%s"
            .formatted(FORM, publishedTo, acknowledgedAtMs, topicId, offsets);
    return "%s crc=%08x\n".formatted(line, crc(line));
  }

  /** Null: the text is damaged, or of a version that this one does not know. */
  static @Nullable Checkpoint parse(String text) {
    int at = text.lastIndexOf(" crc=");
    if (at < 0 || !text.substring(at).equals(" crc=%08x\n".formatted(crc(text.substring(0, at))))) {
      return null;
    }
    var parts = text.substring(0, at).split(" ", -1);
    if (parts.length != 5 || !parts[0].equals(FORM)) {
      return null;
    }
    var offsets = new TreeMap<Integer, Acknowledged>();
    for (var each : value(parts[4]).split(",", -1)) {
      if (!each.isEmpty()) {
        var numbers = each.split(":", -1); // an older file has no times
        long appendedAtMs = numbers.length < 3 ? 0 : Long.parseLong(numbers[2]);
        offsets.put(
            Integer.valueOf(numbers[0]),
            new Acknowledged(Long.parseLong(numbers[1]), appendedAtMs));
      }
    }
    return new Checkpoint(
        Long.parseLong(value(parts[1])), Long.parseLong(value(parts[2])), value(parts[3]), offsets);
  }

  private static String value(String part) {
    return part.substring(part.indexOf('=') + 1);
  }

  private static int crc(String text) {
    var crc = new CRC32C();
    crc.update(text.getBytes(US_ASCII));
    return (int) crc.getValue();
  }
}
