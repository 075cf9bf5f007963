package equilibrium.streams.quiet;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes the Kafka clients of a program as Kafka Streams does, with consumers that wait longer while
 * nothing comes.
 */
public final class QuietClients implements KafkaClientSupplier {
  /**
   * For a consumer to leave its group. Without a limit it would also wait for the fetch under way,
   * before it ends its session of fetches, which the broker forgets anyway.
   */
  private static final Duration CLOSE = Duration.ofMillis(500);

  private volatile BooleanSupplier running = () -> false;

  /** A consumer that waits for records as long as a rule says. */
  private static final class Waiting extends KafkaConsumer<byte[], byte[]> {
    private final UnaryOperator<Duration> wait;

    Waiting(Map<String, Object> config, UnaryOperator<Duration> wait) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.wait = wait;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration most) {
      var records = super.poll(most.isZero() ? most : wait.apply(most));
      if (!records.isEmpty()) {
        QuietThread.end();
      }
      return records;
    }

    @Override
    public void close() {
      super.close(CloseOptions.timeout(CLOSE));
    }

    @Override
    public void close(CloseOptions options) {
      super.close(options.withTimeout(CLOSE));
    }
  }

  /**
   * Lets threads wait longer from now on.
   *
   * @param running whether no thread restores stores, or waits for its partitions
   */
  public void runWhile(BooleanSupplier running) {
    this.running = running;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new Waiting(config, asked -> running.getAsBoolean() ? QuietThread.wait(asked) : asked);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return new Waiting(config, QuietClients::longer);
  }

  /** The thread of global stores does nothing but read them. */
  private static Duration longer(Duration asked) {
    return asked.compareTo(QuietThread.WAIT) < 0 ? QuietThread.WAIT : asked;
  }
}
