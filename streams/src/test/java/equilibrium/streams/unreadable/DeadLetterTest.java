package equilibrium.streams.unreadable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.DeadLetterHeaders;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private final SerializationException cause = new SerializationException("is damaged");

  @Test
  void aLetterIsTheRecordWithItsPlaceAndTheReason() {
    var record = record(new byte[] {1}, new byte[] {2, 3});
    record.headers().add("of-the-record", new byte[] {4});

    var letter = DeadLetter.of(record, cause);

    assertThat(letter.topic()).isEqualTo("dead-letters");
    assertThat(letter.key()).containsExactly(1);
    assertThat(letter.value()).containsExactly(2, 3);
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("is damaged");
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("announces");
    assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("3");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("77");
    assertThat(letter.headers().lastHeader("of-the-record")).isNotNull();
    assertThat(letter.headers().lastHeader(DeadLetterHeaders.CUT_FROM)).isNull();
  }

  @Test
  void aNullValueStaysNull() {
    var letter = DeadLetter.of(new ConsumerRecord<>("announces", 3, 77, null, null), cause);

    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
  }

  @Test
  void whatABrokerWouldRefuseIsCut() {
    var record = record(new byte[900_000], new byte[3_000_000]);
    record.headers().add("large", new byte[500_000]);

    var letter = DeadLetter.of(record, cause);

    long headers =
        Arrays.stream(letter.headers().toArray())
            .mapToLong(header -> header.key().length() + header.value().length)
            .sum();
    assertThat(letter.key().length + letter.value().length + headers)
        .isBetween(900_000L, (long) DeadLetter.LARGEST_BYTES);
    assertThat(header(letter, DeadLetterHeaders.CUT_FROM))
        .isEqualTo("key 900000 bytes, value 3000000 bytes, headers 500015 bytes");
  }

  @Test
  void aLongReasonIsCut() {
    var letter =
        DeadLetter.of(
            record(new byte[1], new byte[1]), new SerializationException("x".repeat(2_000)));

    assertThat(header(letter, DeadLetterHeaders.REASON)).hasSize(500);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return new ConsumerRecord<>("announces", 3, 77, key, value);
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    var header = Objects.requireNonNull(letter.headers().lastHeader(name), name);
    return new String(header.value(), UTF_8);
  }
}
