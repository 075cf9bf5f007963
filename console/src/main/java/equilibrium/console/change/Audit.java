package equilibrium.console.change;

import equilibrium.console.live.Hub;
import equilibrium.console.shape.Change;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.UntilClosed;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic {@code audit}, keeps the newest {@value #MOST} changes, and sends new ones to all
 * viewers. Any console reads the changes of all.
 */
public final class Audit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final int MOST = 10_000;
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Of a fetch while nothing comes. New records are sent at once. */
  private static final int QUIET_FETCH_MS = 3_000;

  private final KafkaSettings kafka;
  private final Hub hub;
  private final BackgroundTask task;
  private final Deque<Change> newestFirst = new ArrayDeque<>();
  private long next;
  private long firstLive = -1;

  private Audit(KafkaSettings kafka, Hub hub) {
    this.kafka = kafka;
    this.hub = hub;
    this.task = BackgroundTask.start("console-audit", this::run);
  }

  /** Starts reading; returns at once. */
  public static Audit start(KafkaSettings kafka, Hub hub) {
    return new Audit(kafka, hub);
  }

  private void run(BackgroundTask running) {
    try {
      var consumer =
          new KafkaConsumer<>(
              kafka.with(
                  Map.of(
                      "client.id", "equilibrium-console-audit",
                      "auto.offset.reset", "earliest",
                      "fetch.max.wait.ms", QUIET_FETCH_MS)),
              Topics.AUDIT.key().deserializer(),
              Topics.AUDIT.value().deserializer());
      UntilClosed.read(consumer, running, this::read);
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("topic audit cannot be read");
    }
  }

  private void read(Consumer<String, AuditEntry> consumer, BackgroundTask running) {
    var partition = new TopicPartition(Topics.AUDIT.name(), 0);
    var partitions = List.of(partition);
    consumer.assign(partitions);
    if (next == 0) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seek(partition, next);
    }
    if (firstLive < 0) {
      firstLive = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
    }
    while (!running.isClosing()) {
      consumer.poll(POLL).forEach(this::add);
    }
  }

  private void add(ConsumerRecord<String, AuditEntry> record) {
    next = record.offset() + 1;
    var change = change(record);
    synchronized (newestFirst) {
      newestFirst.addFirst(change);
      if (newestFirst.size() > MOST) {
        newestFirst.removeLast();
      }
    }
    if (record.offset() >= firstLive) {
      hub.publish("change", change);
    }
  }

  private static Change change(ConsumerRecord<String, AuditEntry> record) {
    var entry = record.value();
    return new Change(
        Long.toString(record.offset()),
        Instant.ofEpochMilli(entry.getAtMs()),
        entry.getBy(),
        entry.getOperation(),
        entry.getSubject(),
        entry.getDetail(),
        entry.getPosition());
  }

  /**
   * Changes before an offset of the topic, newest first.
   *
   * @param before not included
   */
  public List<Change> before(long before, int most) {
    var found = new ArrayList<Change>();
    synchronized (newestFirst) {
      for (var change : newestFirst) {
        if (found.size() == most) {
          break;
        }
        if (Long.parseLong(change.id()) < before) {
          found.add(change);
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    task.close();
  }
}
