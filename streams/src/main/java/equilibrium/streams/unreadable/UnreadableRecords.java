package equilibrium.streams.unreadable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Makes a dead letter of each record that cannot be read, and goes on. The task of a record writes
 * its letter in its transaction; a crash right after may write it again, because a record that is
 * passed over moves the offset only with the next one that is processed. Global stores have no task
 * and Kafka Streams cannot write for them, so {@link DeadLetters} gets their letters. Public
 * because Kafka Streams creates it.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
  /** Kafka Streams gives global stores this number of a sub-topology. */
  private static final int GLOBAL = -1;

  private DeadLetters letters =
      new DeadLetters(
          "none",
          new SimpleMeterRegistry(),
          letter -> {
            throw new IllegalStateException(
                "no setting %s for a record of %s".formatted(DeadLetters.SETTING, letter.from()));
          });

  @Override
  public void configure(Map<String, ?> settings) {
    if (settings.get(DeadLetters.SETTING) instanceof DeadLetters ofProgram) {
      letters = ofProgram;
    }
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
    var letter = DeadLetter.of(unreadable, cause);
    letters.count(unreadable, DeadLetter.reason(cause));
    if (context.taskId().subtopology() != GLOBAL) {
      return Response.resume(List.of(letter));
    }
    var from = new TopicPartition(unreadable.topic(), unreadable.partition());
    letters.send(new GlobalLetter(from, unreadable.offset(), letter));
    return Response.resume();
  }
}
