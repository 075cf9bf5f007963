package equilibrium.streams.unreadable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unreadable records of one program: counted by topic, logged once in ten seconds for each
 * topic, and passed on if they belong to a global store. Safe for threads.
 */
public final class DeadLetters {
  /**
   * Key under which the settings of Kafka Streams carry an instance to {@link UnreadableRecords}.
   */
  public static final String SETTING = "equilibrium.dead-letters";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final Duration LINE_PERIOD = Duration.ofSeconds(10);

  private final String program;
  private final MeterRegistry metrics;
  private final Consumer<GlobalLetter> global;
  private final Map<String, OfTopic> byTopic = new ConcurrentHashMap<>();

  /** What was counted and when it was last logged. */
  private record OfTopic(Counter counter, AtomicLong unlogged, AtomicLong loggedNs) {}

  /**
   * Of a program that starts.
   *
   * @param global takes the letters that no task sends
   */
  public DeadLetters(String program, MeterRegistry metrics, Consumer<GlobalLetter> global) {
    this.program = program;
    this.metrics = metrics;
    this.global = global;
  }

  void count(ConsumerRecord<byte[], byte[]> unreadable, String reason) {
    var topic = byTopic.computeIfAbsent(unreadable.topic(), this::counters);
    topic.counter().increment();
    topic.unlogged().incrementAndGet();
    long nowNs = System.nanoTime();
    long lastNs = topic.loggedNs().get();
    if (nowNs - lastNs >= LINE_PERIOD.toNanos() && topic.loggedNs().compareAndSet(lastNs, nowNs)) {
      LOG.atWarn()
          .addKeyValue("program", program)
          .addKeyValue("topic", unreadable.topic())
          .addKeyValue("partition", unreadable.partition())
          .addKeyValue("offset", unreadable.offset())
          .addKeyValue("records", topic.unlogged().getAndSet(0))
          .addKeyValue("cause", reason)
          .log("records cannot be read; they go to dead-letters, and reading goes on");
    }
  }

  private OfTopic counters(String topic) {
    var counter =
        Counter.builder("equilibrium_streams_dead_letters")
            .description("Records that a stream program could not read and sent to dead-letters")
            .tag("program", program)
            .tag("topic", topic)
            .register(metrics);
    long longAgoNs = System.nanoTime() - LINE_PERIOD.toNanos();
    return new OfTopic(counter, new AtomicLong(), new AtomicLong(longAgoNs));
  }

  void send(GlobalLetter letter) {
    global.accept(letter);
  }

  /** By topic, since the process began; topics without any are missing. */
  public Map<String, Long> counts() {
    var counts = new ConcurrentHashMap<String, Long>();
    byTopic.forEach((topic, of) -> counts.put(topic, (long) of.counter().count()));
    return counts;
  }
}
