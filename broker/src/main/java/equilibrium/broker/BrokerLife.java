package equilibrium.broker;

import equilibrium.platform.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the broker, from the beginning of its start to the end of its stop. Until then it may
 * write to its folder, so no other run may begin. For one thread at a time.
 */
final class BrokerLife {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerLife.class);
  private static final long POLL_MS = 100;

  private final BrokerThreads threads;
  private final CompletableFuture<Runnable> started;
  private @Nullable CompletableFuture<Boolean> stopping;

  private BrokerLife(BrokerThreads threads, CompletableFuture<Runnable> started) {
    this.threads = threads;
    this.started = started;
  }

  /**
   * Begins a start.
   *
   * @param start returns what stops it; if it throws, it has given back what it took
   */
  static BrokerLife begin(BrokerThreads threads, Supplier<Runnable> start) {
    return new BrokerLife(threads, threads.call("kafka-start", start));
  }

  /**
   * Waits until it has started. If this throws a {@link Fault}, the run may still go on, and {@link
   * #hasStopped} ends it.
   *
   * @param closed whether nobody wants it any more
   */
  void awaitStart(Duration patience, BooleanSupplier closed) {
    long deadlineNs = System.nanoTime() + patience.toNanos();
    while (!isStarted()) {
      var failure = threads.failure();
      if (failure != null) {
        throw new Fault("Kafka failed while it started: " + failure);
      }
      if (closed.getAsBoolean()) {
        throw new Fault("Kafka was stopped while it started");
      }
      if (System.nanoTime() > deadlineNs) {
        throw new Fault("Kafka does not start within %d s".formatted(patience.toSeconds()));
      }
    }
  }

  /** Waits for a moment. */
  private boolean isStarted() {
    try {
      var _ = started.get(POLL_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the start of Kafka was interrupted", e);
    }
  }

  /** Asks it to stop, once, and waits; false: it has not stopped yet, and can be asked again. */
  boolean hasStopped(Duration patience) {
    var end = stopping;
    if (end == null) {
      if (!started.isDone()) {
        threads.interruptCall();
      }
      end = threads.call("kafka-stop", this::stop);
      stopping = end;
    }
    try {
      return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      LOG.atWarn().setCause(e.getCause()).log("Kafka did not stop cleanly");
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean stop() {
    Runnable stop;
    try {
      stop = started.join();
    } catch (CompletionException _) { // whoever waited for the start knows
      return true;
    }
    stop.run();
    return true;
  }
}
