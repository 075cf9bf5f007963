package equilibrium.standalone.run;

import equilibrium.platform.Backoff;
import equilibrium.platform.Fault;
import equilibrium.platform.Health;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.drill.Outage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one program until closed. When the program does not start, or is no longer live, it is
 * closed and started again after 1 s, 2 s, 4 s, up to 60 s. A drill keeps it stopped for a time.
 * Its health is kept apart, so that a program that is down does not make the process look dead.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration CHECK = Duration.ofMillis(250);
  private static final Duration CLOSE = Duration.ofSeconds(12);

  /**
   * What {@code /status} says under {@code programs}.
   *
   * @param up whether the program runs and is live
   * @param restarts starts after a failure, since the process began
   * @param trouble why it was last down; empty: it was never down
   */
  record Status(boolean up, long restarts, String trouble) {}

  private final String name;
  private final Platform platform;
  private final Outage outage;
  private final Function<Platform, Program> start;
  private final Counter restarts;
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread;
  private volatile Health health = new Health();
  private volatile boolean up;
  private volatile String trouble = "";

  private Supervisor(
      String name, Platform platform, Outage outage, Function<Platform, Program> start) {
    this.name = name;
    this.platform = platform;
    this.outage = outage;
    this.start = start;
    this.restarts =
        Counter.builder("equilibrium_program_restarts")
            .description("Starts of a program after it failed")
            .tag("program", name)
            .register(platform.metrics());
    // No daemon, so that the threads that the program starts are none either.
    this.thread = Thread.ofPlatform().name(name).unstarted(this::supervise);
  }

  /**
   * Starts the program on a thread of its own, and returns at once.
   *
   * @param outage while it is on, the program is stopped
   * @param start gets the platform with the health of this run of the program
   */
  static Supervisor start(
      String name, Platform platform, Outage outage, Function<Platform, Program> start) {
    var supervisor = new Supervisor(name, platform, outage, start);
    platform.health().status(name, supervisor::facts);
    platform.health().trouble(name, supervisor::downBecause);
    Gauge.builder("equilibrium_program_up", () -> supervisor.up ? 1 : 0)
        .description("Whether the program runs: 1, or 0 while it is being started again")
        .tag("program", name)
        .register(platform.metrics());
    supervisor.thread.start();
    return supervisor;
  }

  private void supervise() {
    while (!isClosing(Duration.ZERO)) {
      runOnce();
      up = false;
      tried.countDown();
      if (outage.isOn()) {
        awaitEndOfDrill();
      } else if (isClosing(backoff.failed(System.nanoTime()))) {
        return;
      } else {
        restarts.increment();
      }
    }
  }

  private void awaitEndOfDrill() {
    trouble = "stopped by a drill";
    LOG.atWarn().addKeyValue("program", name).log("program is stopped by a drill");
    while (outage.isOn() && !isClosing(CHECK)) {
      // it ends by its own time
    }
  }

  /** Starts the program and returns when it failed or this is closed. */
  private void runOnce() {
    var own = new Health();
    health = own;
    try (var _ = start.apply(platform.withHealth(own))) {
      up = true;
      tried.countDown();
      LOG.atInfo().addKeyValue("program", name).log("program started");
      while (own.isLive()) {
        if (isClosing(CHECK) || outage.isOn()) {
          return;
        }
      }
      up = false;
      trouble = lastTrouble();
      LOG.atError()
          .addKeyValue("program", name)
          .addKeyValue("cause", trouble)
          .log("program failed and is started again; announces are answered meanwhile");
    } catch (Fault e) {
      failed(String.valueOf(e.getMessage()));
      LOG.atError()
          .addKeyValue("program", name)
          .addKeyValue("cause", e.getMessage())
          .log("program did not start and is tried again; announces are answered meanwhile");
    } catch (RuntimeException | Error e) { // no other thread would report it
      failed(e.toString());
      LOG.atError()
          .addKeyValue("program", name)
          .setCause(e)
          .log("program failed by a bug and is started again; announces are answered meanwhile");
    }
  }

  private void failed(String cause) {
    up = false;
    trouble = cause;
  }

  private boolean isClosing(Duration within) {
    try {
      return closing.await(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return true;
    }
  }

  /** Waits until the program was started for the first time, with or without success. */
  void awaitFirstStart() {
    try {
      tried.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  Status status() {
    return new Status(up, (long) restarts.count(), trouble);
  }

  private String downBecause() {
    return up || trouble.isEmpty() ? "" : trouble;
  }

  /** What the program says of itself; when it is down, what it said last. */
  private Object facts() {
    return health.facts().getOrDefault(name, Map.of());
  }

  private String lastTrouble() {
    return facts() instanceof Map<?, ?> facts
            && facts.get("trouble") instanceof String own
            && !own.isEmpty()
        ? own
        : "it failed; the log says why";
  }

  /** Tells the program to stop; {@link #close} waits for it. */
  void stop() {
    closing.countDown();
  }

  @Override
  public void close() {
    stop();
    try {
      if (!thread.join(CLOSE)) {
        LOG.atWarn()
            .addKeyValue("program", name)
            .addKeyValue("waited", CLOSE)
            .log("program does not stop; it ends with the process");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
