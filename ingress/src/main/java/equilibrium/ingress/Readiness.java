package equilibrium.ingress;

import equilibrium.ingress.follow.Follower;
import equilibrium.ingress.log.AnnounceTail;
import equilibrium.ingress.log.ClockCheck;
import equilibrium.ingress.log.Publisher;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When clients should come to this node: while its ports listen and it knows the peers of before.
 * Once it is ready it stays so until it stops, whatever becomes of Kafka and PostgreSQL: else an
 * outage of theirs would take all nodes out at once.
 */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private static final Duration LOOK = Duration.ofMillis(50);

  /** What the node knows of the peers that announced before it started. */
  enum View {
    /** It is reading them. */
    READING,
    /** All that was in the log at start. */
    COMPLETE,
    /** What a file or PostgreSQL had; Kafka is away. */
    STORED,
    /** Nothing, or not all: it could not be read. */
    DEGRADED
  }

  private final AnnounceTail tail;
  private final ClockCheck clock;
  private final StartConfig config;
  private final long startNs = System.nanoTime();
  private volatile boolean listening;
  private volatile boolean draining;
  private volatile boolean wasReady;

  Readiness(AnnounceTail tail, ClockCheck clock, StartConfig config) {
    this.clock = clock;
    this.tail = tail;
    this.config = config;
  }

  /** Something that a start waits for. */
  @FunctionalInterface
  private interface Step {
    /** Whether it is done, or becomes so within this time. */
    boolean isDone(Duration within) throws InterruptedException;
  }

  /**
   * Waits until the first replies can be complete: the peers of before are known, PostgreSQL was
   * read and the log can be written. Not longer than {@link StartConfig#patience}, except for rows
   * that are arriving.
   */
  void await(Publisher publisher, Follower follower) throws InterruptedException {
    boolean written = publisher.awaitLog(Duration.ofNanos(left(config.patience())));
    boolean read = await(follower::awaitFirstReading, follower::isReading);
    boolean known = await(tail::awaitStored, tail::isReadingStored);
    if (!written || !read || !known) {
      LOG.atWarn()
          .addKeyValue("kafka", written)
          .addKeyValue("postgresql", read)
          .addKeyValue("peers", known)
          .log("serving before everything could be read; the rest follows when it can be reached");
    }
  }

  private boolean await(Step step, BooleanSupplier progresses) throws InterruptedException {
    boolean done = step.isDone(Duration.ofNanos(left(config.patience())));
    while (!done && progresses.getAsBoolean() && left(config.longestReading()) > 0) {
      done = step.isDone(LOOK);
    }
    return done || step.isDone(Duration.ZERO);
  }

  private long left(Duration from) {
    return Math.max(0, from.toNanos() - (System.nanoTime() - startNs));
  }

  /** The ports are open. */
  void listening() {
    listening = true;
  }

  /** Clients should go elsewhere: the ports will close. Whether this is the first time. */
  boolean draining() {
    boolean first = listening && !draining;
    draining = true;
    return first;
  }

  boolean isReady() {
    boolean ready = listening && !draining && (wasReady || isKnown());
    wasReady |= ready;
    return ready && (config.readyClockOff() || !clock.isOff());
  }

  private boolean isKnown() {
    return switch (view()) {
      case COMPLETE, STORED -> true;
      case DEGRADED -> config.readyDegraded();
      case READING -> false;
    };
  }

  View view() {
    if (tail.isCaughtUp()) {
      return View.COMPLETE;
    }
    if (left(config.patience()) > 0) {
      return View.READING;
    }
    boolean progresses = tail.isReadingStored() || tail.isConnected();
    if (progresses && left(config.longestReading()) > 0) {
      return View.READING;
    }
    return tail.hasStored() ? View.STORED : View.DEGRADED;
  }
}
