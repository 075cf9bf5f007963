package equilibrium.streams;

import equilibrium.platform.Backoff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a thread of Kafka Streams fails. A failure that passes replaces the thread,
 * after 1 s, 2 s, 4 s, up to 60 s. Torn state ends the program, and its next start restores it.
 * Anything else is a bug or needs an operator, and ends the program.
 */
final class Failures implements StreamsUncaughtExceptionHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final String GLOBAL_THREAD = "GlobalStreamThread";

  /**
   * What Kafka says of errors that pass. Its clients wrap some of them in exceptions that do not
   * say so, such as a coordinator that is loading.
   */
  private static final List<String> PASSING_MESSAGES =
      Arrays.stream(Errors.values())
          .filter(error ->
              error.exception() instanceof RetriableException
                  || error == Errors.UNKNOWN_SERVER_ERROR) // a coordinator's race of two ends
          .map(Errors::message)
          .toList();

  /** Of a producer after an end of a transaction that took too long; a new thread has a new one. */
  private static final String PENDING_END = "timed out and must be retried";

  private final String program;
  private final LocalState state;
  private final Counter replacements;
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile String trouble = "";

  Failures(String program, LocalState state, MeterRegistry metrics) {
    this.program = program;
    this.state = state;
    this.replacements =
        Counter.builder("equilibrium_stream_thread_replacements")
            .description("Stream threads that failed for a passing reason and were replaced")
            .tag("program", program)
            .register(metrics);
  }

  /** Runs on the thread that failed. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    // Kafka Streams throws the failure once more, and the JVM would print it: it is logged here.
    Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
    trouble = sentence(failure);
    if (LocalState.isTorn(failure)) {
      state.mark(trouble);
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("cause", trouble)
          .log("program stops: its state is torn; the next start throws it away and restores it");
      ending.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (!passes(failure)) {
      LOG.atError()
          .addKeyValue("program", program)
          .setCause(failure)
          .log("program failed and stops; if it fails again after a restart, report the cause");
      ending.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (Thread.currentThread().getName().endsWith(GLOBAL_THREAD)) {
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("cause", trouble)
          .log("program stops: Kafka failed and the thread of global stores cannot be replaced");
      ending.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    replaceAfterWait();
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private void replaceAfterWait() {
    var wait = backoff.failed(System.nanoTime());
    LOG.atWarn()
        .addKeyValue("program", program)
        .addKeyValue("cause", trouble)
        .addKeyValue("wait", wait)
        .log("a stream thread failed for a reason that passes; another replaces it after the wait");
    waiting.incrementAndGet();
    try {
      if (!ending.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        replacements.increment();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Whether Kafka, or another process, was the reason, so that a new thread may succeed. */
  static boolean passes(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof Error) {
        return false;
      }
      if (isPassing(link)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassing(Throwable link) {
    return link instanceof RetriableException // time-outs, disconnects, coordinators that load
        || link instanceof ApplicationRecoverableException // fenced producers, lost memberships
        || link instanceof TransactionAbortableException
        || link instanceof TransactionCoordinatorFencedException
        || link instanceof FencedMemberEpochException
        || link instanceof UnknownProducerIdException
        || link instanceof CommitFailedException
        || link instanceof TaskMigratedException
        || link instanceof TaskCorruptedException // restored from the changelog
        || link instanceof LockException
        || (link instanceof IllegalStateException && says(link, PENDING_END))
        || isOfMembership(link)
        || isOfProducer(link)
        || (link instanceof KafkaException && saysItPasses(link));
  }

  private static boolean isOfMembership(Throwable link) {
    return link instanceof UnknownMemberIdException
        || link instanceof IllegalGenerationException
        || link instanceof RebalanceInProgressException
        || link instanceof FencedInstanceIdException; // another run of this process took over
  }

  /** After a restart of a broker that lost the end of its log. */
  private static boolean isOfProducer(Throwable link) {
    return link instanceof InvalidPidMappingException
        || link instanceof InvalidTxnStateException
        || link instanceof OutOfOrderSequenceException;
  }

  private static boolean saysItPasses(Throwable link) {
    return PASSING_MESSAGES.stream().anyMatch(message -> says(link, message));
  }

  private static boolean says(Throwable link, String text) {
    return link.getMessage() != null && link.getMessage().contains(text);
  }

  /** The last link of the chain of causes, which says what happened, in one line. */
  static String sentence(Throwable failure) {
    var last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.toString().lines().findFirst().orElse("");
  }

  /** Of the last failure; empty: none. */
  String trouble() {
    return trouble;
  }

  /** Threads that failed and whose replacement waits. */
  int waiting() {
    return waiting.get();
  }

  long replaced() {
    return (long) replacements.count();
  }

  /** Ends all waits, so that no thread delays the end of the program. */
  @Override
  public void close() {
    ending.countDown();
  }
}
