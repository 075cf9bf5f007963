package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.LogConfig.Durability;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lone broker loses the end of its log, as in a power cut. */
class CutLogIT {
  private static final int EVENTS = 1_000;

  @TempDir Path folder;

  @Test
  void aRunningPublisherPublishesAgainWhatTheLogHasLost() throws Exception {
    try (var broker = new Broker(folder.resolve("kafka"));
        var publisher = publisher(broker)) {
      var durable = record(publisher);
      Await.until("Kafka has all", () -> broker.sequences().containsAll(durable));

      broker.stop();
      broker.loseHalfTheLog();
      broker.start();

      // The publisher may be quicker than a look at what was left.
      Await.until("the log has all again", () -> broker.sequences().containsAll(durable));
      Await.until("copies of what was left are there", () -> broker.sequences().size() > EVENTS);
    }
  }

  @Test
  void theNextProcessPublishesAgainWhatTheLogHasLost() throws Exception {
    try (var broker = new Broker(folder.resolve("kafka"))) {
      var durable = publishedAndHalfLost(broker);
      assertThat(broker.sequences().size()).isLessThan(EVENTS);

      try (var _ = publisher(broker)) {

        Await.until("the log has all again", () -> broker.sequences().containsAll(durable));
      }
    }
  }

  @Test
  void whatAnotherProcessWroteSinceHidesNoLoss() throws Exception {
    try (var broker = new Broker(folder.resolve("kafka"))) {
      var durable = publishedAndHalfLost(broker);
      try (var other =
          broker.publisher(
              Durability.SPOOL_FIRST, folder.resolve("other"), Duration.ofSeconds(20))) {
        var others = new ArrayList<>(record(other));
        others.addAll(record(other));
        Await.until("the log is longer than before", () -> broker.sequences().containsAll(others));
      }
      assertThat(broker.sequences()).doesNotContain(durable.getLast());

      try (var _ = publisher(broker)) {
        Await.until("the log has all again", () -> broker.sequences().containsAll(durable));
      }
    }
  }

  @Test
  void theNextProcessPublishesNothingTwiceWhenTheLogHasAll() throws Exception {
    try (var broker = new Broker(folder.resolve("kafka"))) {
      try (var publisher = publisher(broker)) {
        awaitClosed(publisher);
        var durable = record(publisher);
        Await.until("Kafka has all", () -> broker.sequences().containsAll(durable));
      }
      int before = broker.sequences().size();

      try (var publisher = publisher(broker)) {
        awaitClosed(publisher);
        record(publisher);
        Await.until("the new ones are there", () -> broker.sequences().size() >= before + EVENTS);
      }

      assertThat(broker.sequences()).hasSize(before + EVENTS);
    }
  }

  /** Sequences of events that a process has published, half of which the log has lost since. */
  private List<Long> publishedAndHalfLost(Broker broker) throws Exception {
    List<Long> durable;
    try (var publisher = publisher(broker)) {
      durable = record(publisher);
      Await.until("Kafka has all", () -> broker.sequences().containsAll(durable));
    }
    broker.stop();
    broker.loseHalfTheLog();
    broker.start();
    return durable;
  }

  /** Its disk may be slow. */
  private Publisher publisher(Broker broker) {
    return broker.publisher(
        Durability.SPOOL_FIRST, folder.resolve("spool"), Duration.ofSeconds(20));
  }

  /** While it is half-open, the event that is tried may be sent twice. */
  private static void awaitClosed(Publisher publisher) {
    Await.until("the circuit closes", () -> publisher.status().circuit().equals("closed"));
  }

  private static List<Long> record(Publisher publisher) {
    var durable = new ArrayList<Long>();
    for (int i = 0; i < EVENTS; i++) {
      var accepted = PublishedEvents.next();
      publisher.record(
          accepted,
          recorded -> {
            if (recorded) {
              synchronized (durable) {
                durable.add(PublishedEvents.sequence(accepted));
              }
            }
          });
    }
    Await.until("all are durable", () -> size(durable) == EVENTS);
    return List.copyOf(durable);
  }

  private static int size(List<Long> durable) {
    synchronized (durable) {
      return durable.size();
    }
  }
}
