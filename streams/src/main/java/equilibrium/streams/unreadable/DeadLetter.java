package equilibrium.streams.unreadable;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Topics;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An unreadable record as a record of topic {@code dead-letters}: its key, value and headers, and
 * {@link DeadLetterHeaders}. What a broker would refuse as too large is cut, because a letter that
 * cannot be written would stop the program.
 */
final class DeadLetter {
  /** A broker takes 1 MiB by default, with an overhead for the batch. */
  static final int LARGEST_BYTES = 1_000_000;

  private static final int LARGEST_KEY_BYTES = 300_000;
  private static final int LARGEST_HEADERS_BYTES = 100_000;
  private static final int OWN_HEADERS_BYTES = 4_000;
  private static final int LONGEST_REASON = 500;

  @SuppressWarnings({
    "NullAway", // a producer takes null as key and as value
    "ReferenceEquality" // what was not cut is the same array
  })
  static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
    long headersBytes = bytes(unreadable.headers());
    boolean keepsHeaders = headersBytes <= LARGEST_HEADERS_BYTES;
    byte[] key = cut(unreadable.key(), LARGEST_KEY_BYTES);
    int room =
        LARGEST_BYTES - OWN_HEADERS_BYTES - length(key) - (keepsHeaders ? (int) headersBytes : 0);
    byte[] value = cut(unreadable.value(), room);
    var letter = new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, key, value);
    if (keepsHeaders) {
      unreadable.headers().forEach(header -> letter.headers().add(header));
    }
    describe(letter.headers(), unreadable, cause);
    if (!keepsHeaders || key != unreadable.key() || value != unreadable.value()) {
      add(letter.headers(), DeadLetterHeaders.CUT_FROM, sizes(unreadable, headersBytes));
    }
    return letter;
  }

  private static void describe(
      Headers headers, ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
    add(headers, DeadLetterHeaders.REASON, reason(cause));
    add(headers, DeadLetterHeaders.TOPIC, unreadable.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(unreadable.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(unreadable.offset()));
  }

  /** One sentence. */
  static String reason(Exception cause) {
    var message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.substring(0, Math.min(message.length(), LONGEST_REASON));
  }

  private static String sizes(ConsumerRecord<byte[], byte[]> unreadable, long headersBytes) {
    return "key %d bytes, value %d bytes, headers %d bytes"
        .formatted(length(unreadable.key()), length(unreadable.value()), headersBytes);
  }

  private static void add(Headers headers, String name, String text) {
    headers.remove(name).add(name, text.getBytes(UTF_8));
  }

  private static long bytes(Headers headers) {
    return StreamSupport.stream(headers.spliterator(), false)
        .mapToLong(header -> header.key().length() * 3L + length(header.value()))
        .sum();
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  private DeadLetter() {}
}
