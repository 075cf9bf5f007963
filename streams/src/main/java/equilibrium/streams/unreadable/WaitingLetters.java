package equilibrium.streams.unreadable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters on their way from the thread of global stores to the thread that writes them. When
 * one is given up because there is no room, every later one of its partition is given up too: its
 * position would otherwise pass the one that was not written. One thread puts, one takes.
 */
final class WaitingLetters {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingLetters.class);

  /** Each has up to 1 MB. */
  static final int MOST = 64;

  private static final Duration STEP = Duration.ofMillis(100);

  private final Duration patience;
  private final BlockingQueue<GlobalLetter> waiting = new ArrayBlockingQueue<>(MOST);
  private final Set<TopicPartition> givenUp = ConcurrentHashMap.newKeySet();
  private boolean stuck;

  /**
   * Without letters.
   *
   * @param patience how long a letter waits for room, if the one before it found room
   */
  WaitingLetters(Duration patience) {
    this.patience = patience;
  }

  /**
   * Waits for room, but not for ever.
   *
   * @param closing ends the wait
   */
  void put(GlobalLetter letter, BooleanSupplier closing) {
    if (givenUp.contains(letter.from())) {
      return;
    }
    if (hasRoom(letter, closing)) {
      stuck = false;
      return;
    }
    stuck = true;
    givenUp.add(letter.from());
    LOG.atWarn()
        .addKeyValue("topic", letter.from())
        .addKeyValue("offset", letter.offset())
        .log(
            "dead letters cannot be written from this offset on;"
                + " the next start of the program writes them");
  }

  private boolean hasRoom(GlobalLetter letter, BooleanSupplier closing) {
    long untilNs = System.nanoTime() + (stuck ? 0 : patience.toNanos());
    try {
      do {
        if (waiting.offer(letter, stuck ? 0 : STEP.toNanos(), TimeUnit.NANOSECONDS)) {
          return true;
        }
      } while (!closing.getAsBoolean() && System.nanoTime() < untilNs);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Adds what waits to the letters; waits for one, but not longer than this. */
  void take(List<GlobalLetter> letters, Duration longest) {
    try {
      var first = waiting.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        letters.add(first);
        waiting.drainTo(letters);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
