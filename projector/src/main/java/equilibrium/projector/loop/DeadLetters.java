package equilibrium.projector.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records that cannot be projected to topic {@code dead-letters}. The topic has them before
 * the offset moves past them: a crash in between makes a second dead letter, never none.
 */
public final class DeadLetters {
  /** As long as a producer tries by default. */
  private static final long TIMEOUT_SECONDS = 120;

  private static final int LONGEST_REASON = 500;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Producer<byte[], byte[]> producer;
  private final ProjectorStatus status;
  private final List<Future<?>> sent = new ArrayList<>();

  public DeadLetters(Producer<byte[], byte[]> producer, ProjectorStatus status) {
    this.producer = producer;
    this.status = status;
  }

  /** Sends a record; {@link #settle} waits until the topic has it. */
  void send(ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
    status.deadLetter(unreadable.topic());
    if (unreadable.topic().equals(Topics.DEAD_LETTERS.name())) {
      // Sent again it would come back for ever. It stays where it is.
      LOG.atError()
          .addKeyValue("partition", unreadable.partition())
          .addKeyValue("offset", unreadable.offset())
          .log("a record of topic dead-letters cannot be projected; it is skipped", cause);
      return;
    }
    var letter =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS.name(), null, unreadable.key(), unreadable.value());
    unreadable.headers().forEach(header -> letter.headers().add(header));
    letter.headers().add(DeadLetterHeaders.REASON, text(reason(cause)));
    letter.headers().add(DeadLetterHeaders.TOPIC, text(unreadable.topic()));
    letter
        .headers()
        .add(DeadLetterHeaders.PARTITION, text(Integer.toString(unreadable.partition())));
    letter.headers().add(DeadLetterHeaders.OFFSET, text(Long.toString(unreadable.offset())));
    sent.add(producer.send(letter));
  }

  /** Waits until the topic has every record sent. Throws KafkaException if it does not get one. */
  void settle() {
    try {
      for (var letter : sent) {
        letter.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("a dead letter could not be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing a dead letter", e);
    } finally {
      sent.clear();
    }
  }

  private static String reason(Exception cause) {
    var message = String.valueOf(cause.getMessage());
    return message.substring(0, Math.min(message.length(), LONGEST_REASON));
  }

  private static byte[] text(String value) {
    return value.getBytes(UTF_8);
  }
}
