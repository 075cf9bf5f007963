package equilibrium.projector.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.projector.ProjectorStatus;
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
 * Where records go that cannot be projected. They are in the log for good before the offset moves
 * past them: a crash in between makes a second letter, never none.
 */
public final class DeadLetters {
  public static final String REASON = "reason";

  /** As long as a producer tries by default. */
  private static final long PATIENCE_SECONDS = 120;

  private static final int LONGEST_REASON = 500;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Producer<byte[], byte[]> producer;
  private final ProjectorStatus status;
  private final List<Future<?>> sent = new ArrayList<>();

  public DeadLetters(Producer<byte[], byte[]> producer, ProjectorStatus status) {
    this.producer = producer;
    this.status = status;
  }

  /** Hands a record over; {@link #settle} waits for it. */
  void send(ConsumerRecord<byte[], byte[]> poison, Exception cause) {
    status.deadLetter(poison.topic());
    if (poison.topic().equals(Topics.DEAD_LETTERS.name())) {
      // Sent again it would come back for ever; it stays in its topic, where it is.
      LOG.atError()
          .addKeyValue("partition", poison.partition())
          .addKeyValue("offset", poison.offset())
          .log("a dead letter cannot be projected", cause);
      return;
    }
    var letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, poison.key(), poison.value());
    poison.headers().forEach(header -> letter.headers().add(header));
    letter.headers().add(REASON, text(reason(cause)));
    letter.headers().add("topic", text(poison.topic()));
    letter.headers().add("partition", text(Integer.toString(poison.partition())));
    letter.headers().add("offset", text(Long.toString(poison.offset())));
    sent.add(producer.send(letter));
  }

  /** Waits until every letter sent is in the log. Throws KafkaException when one is not. */
  void settle() {
    try {
      for (var letter : sent) {
        letter.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
