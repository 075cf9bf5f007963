package equilibrium.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one run of a broker. Where Kafka would end the process, because its disk or its
 * metadata log failed, the run of this thread is marked as failed instead, and the thread ends.
 * Calls from any other thread end the process as usual.
 */
final class BrokerThreads extends ThreadGroup {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerThreads.class);

  static { // for the whole process, and for its life
    Exit.setHaltProcedure((status, why) -> end(status, why, Runtime.getRuntime()::halt));
    Exit.setExitProcedure((status, why) -> end(status, why, Runtime.getRuntime()::exit));
  }

  /** Ends a thread of a broker that has failed. Not an exception, which Kafka might handle. */
  private static final class BrokerFailed extends Error {
    private static final long serialVersionUID = 1;

    BrokerFailed(String message) {
      super(message, null, false, false);
    }
  }

  /** How Java ends the process. */
  @FunctionalInterface
  private interface ProcessEnd {
    void with(int status);
  }

  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private volatile @Nullable Thread caller;

  BrokerThreads() {
    super("kafka");
  }

  private static void end(int status, @Nullable String why, ProcessEnd process) {
    for (var group = Thread.currentThread().getThreadGroup(); group != null; ) {
      if (group instanceof BrokerThreads broker) {
        var reason =
            why == null
                ? "it cannot use its log folder any more; the log above says why (status %d)"
                    .formatted(status)
                : why;
        broker.fail(reason);
        throw new BrokerFailed(reason);
      }
      group = group.getParent();
    }
    process.with(status);
  }

  void fail(String reason) {
    if (failure.compareAndSet(null, reason)) {
      LOG.atError().addKeyValue("cause", reason).log("Kafka has failed");
    }
  }

  /** Why the run has failed; null: it has not. */
  @Nullable String failure() {
    return failure.get();
  }

  /** Kafka asks for a handler of each kind of fault, and whether the process should end then. */
  FaultHandler faultHandler(String name, boolean fatal, Runnable counted) {
    if (!fatal) {
      return new LoggingFaultHandler(name, counted);
    }
    return (message, cause) -> {
      counted.run();
      LOG.atError().addKeyValue("kind", name).setCause(cause).log(message);
      fail(cause == null ? message : message + ": " + cause);
      return new IllegalStateException(message, cause);
    };
  }

  /** Runs on a new thread of this group; throws what the work throws. */
  <T> CompletableFuture<T> call(String name, Supplier<T> work) {
    var done = new CompletableFuture<T>();
    Runnable task =
        () -> {
          try {
            done.complete(work.get());
          } catch (Throwable e) { // the waiting thread throws it
            done.completeExceptionally(e);
          }
        };
    var thread = new Thread(this, task, name);
    caller = thread;
    thread.start();
    return done;
  }

  /** Interrupts the thread of the last {@link #call}. Kafka then gives up a start. */
  void interruptCall() {
    var last = caller;
    if (last != null) {
      last.interrupt();
    }
  }
}
