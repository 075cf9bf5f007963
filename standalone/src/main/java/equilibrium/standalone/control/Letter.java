package equilibrium.standalone.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Ids;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record of topic {@code dead-letters}, written by the projector or by Kafka Streams. */
public final class Letter {
  /** Kafka Streams puts this before its names of the same headers. */
  private static final String STREAMS = "__streams.errors.";

  private static final String STREAMS_REASON = STREAMS + "message";

  /** Of a reason in a list, characters; and of a key or value that is shown, bytes. */
  private static final int LONGEST_REASON = 120;

  private static final int MOST_SHOWN_BYTES = 4096;

  /** Where a record lies in its topic, shown as {@code 3-17}: partition, then offset. */
  public record Place(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    public static Place of(String text) {
      var matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new Fault(
            "\"%s\" is not the place of a dead letter: expected partition and offset, such as 3-17"
                .formatted(text));
      }
      return new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
      return partition + "-" + offset;
    }
  }

  private final ConsumerRecord<byte[], byte[]> record;

  Letter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  public Place place() {
    return new Place(record.partition(), record.offset());
  }

  /** When it became a dead letter: milliseconds since 1970. */
  public long atMs() {
    return record.timestamp();
  }

  /** The topic from which it came; empty: not known. */
  public String topic() {
    return first(DeadLetterHeaders.TOPIC);
  }

  /** Its place there; -1 for what is not known. */
  public Place source() {
    return new Place(
        (int) number(first(DeadLetterHeaders.PARTITION)), number(first(DeadLetterHeaders.OFFSET)));
  }

  /** The place of the dead letter from which it was replayed; empty: it was not. */
  public String replayedFrom() {
    return header(DeadLetterHeaders.REPLAYED_FROM);
  }

  /** Whether only a part of the record is in it. */
  boolean isCut() {
    return !header(DeadLetterHeaders.CUT_FROM).isEmpty();
  }

  byte @Nullable [] key() {
    return record.key();
  }

  byte @Nullable [] value() {
    return record.value();
  }

  /** Equal for records with the same topic, key and value. */
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : new byte[][] {topic().getBytes(UTF_8), record.key(), record.value()}) {
        digest.update((byte) (part == null ? 0 : 1));
        digest.update(part == null ? new byte[0] : part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Why it could not be read, on one line. */
  public String reason() {
    var own = header(DeadLetterHeaders.REASON);
    var reason = (own.isEmpty() ? header(STREAMS_REASON) : own).replaceAll("\\p{Cntrl}+", " ");
    return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
  }

  /** All that is known, for people: a line for each header, then key and value in hex digits. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (var header : record.headers()) {
      lines.add("%s\t%s".formatted(header.key(), text(header.value()).strip()));
    }
    lines.add("key\t" + shown(record.key()));
    lines.add("value\t" + shown(record.value()));
    return lines;
  }

  private static String shown(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "none";
    }
    byte[] begin = Arrays.copyOf(bytes, Math.min(bytes.length, MOST_SHOWN_BYTES));
    return "%d bytes\t%s%s"
        .formatted(bytes.length, Ids.hex(begin), begin.length < bytes.length ? "..." : "");
  }

  private String first(String name) {
    var own = header(name);
    return own.isEmpty() ? header(STREAMS + name) : own;
  }

  private String header(String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte @Nullable [] value) {
    return value == null ? "" : new String(value, UTF_8);
  }

  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
