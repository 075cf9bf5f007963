package equilibrium.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FailuresTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Path folder;
  private final Failures failures;

  FailuresTest(@TempDir Path data) {
    folder = data.resolve("test");
    var settings = new StreamsSettings("app", 1, folder, Map.of(), Map.of());
    failures = new Failures("test", new LocalState("test", settings), metrics);
  }

  static Stream<Throwable> passing() {
    return Stream.of(
        new TimeoutException("no answer"),
        new CoordinatorLoadInProgressException("loading"),
        new DisconnectException(),
        new ProducerFencedException("fenced"),
        new InvalidProducerEpochException("old"),
        new TaskMigratedException("migrated"),
        new TaskCorruptedException(Set.of()),
        new UnknownMemberIdException(),
        new FencedInstanceIdException("another run"),
        new OutOfOrderSequenceException("the broker lost the end of its log"),
        // As seen: the client wraps the message without a cause that says it passes.
        new StreamsException(
            new KafkaException(
                "Unexpected error in TxnOffsetCommitResponse: "
                    + Errors.COORDINATOR_LOAD_IN_PROGRESS.message())),
        // As seen, after kills of a broker.
        new StreamsException(
            new KafkaException(
                "Unhandled error in EndTxnResponse: " + Errors.UNKNOWN_SERVER_ERROR.message())),
        new StreamsException(
            new IllegalStateException(
                "Cannot attempt operation `sendOffsetsToTransaction` because the previous call to"
                    + " `commitTransaction` timed out and must be retried")),
        new StreamsException(new RuntimeException(new TimeoutException("no answer"))));
  }

  static Stream<Throwable> lasting() {
    return Stream.of(
        new IllegalStateException("a bug"),
        new StreamsException(new NullPointerException()),
        new SerializationException("a pair: layout 9"),
        new ProcessorStateException("no space left on device"),
        new MissingSourceTopicException("announces"),
        new TopicAuthorizationException(Set.of("announces")),
        new OutOfMemoryError());
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aFailureThatPassesReplacesTheThread(Throwable failure) {
    assertThat(Failures.passes(failure)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void anyOtherFailureEndsTheProgram(Throwable failure) {
    assertThat(Failures.passes(failure)).isFalse();
    assertThat(handled(failure)).succeedsWithin(SOON).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.replaced()).isZero();
  }

  static Stream<Throwable> torn() {
    var cause = new RuntimeException("Corruption: block checksum mismatch");
    return Stream.of(
        new ProcessorStateException("Error opening store sweep", cause),
        new StreamsException(new ProcessorStateException("Error while getting value", cause)));
  }

  @ParameterizedTest
  @MethodSource("torn")
  void tornStateEndsTheProgramAndIsMarkedForTheNextStart(Throwable failure) {
    assertThat(handled(failure)).succeedsWithin(SOON).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(folder.resolve("torn")).content().contains("block checksum mismatch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No space left on device",
        "Disk quota exceeded",
        "Cannot allocate memory",
        "Too many open files"
      })
  void whatTheSystemRefusesIsNoTornState(String refusal) {
    var failure = new ProcessorStateException("IO error: %s: while writing".formatted(refusal));

    assertThat(handled(failure)).succeedsWithin(SOON).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(folder.resolve("torn")).doesNotExist();
  }

  @Test
  void aReplacementWaitsAndIsCounted() {
    long startedNs = System.nanoTime();

    var response = handled(new StreamsException(new TimeoutException("no answer")));

    assertThat(response).succeedsWithin(SOON).isEqualTo(REPLACE_THREAD);
    assertThat(System.nanoTime() - startedNs).isGreaterThan(TimeUnit.SECONDS.toNanos(1) - 1);
    assertThat(metrics.get("equilibrium_stream_thread_replacements").counter().count())
        .isEqualTo(1);
    assertThat(failures.trouble()).contains("TimeoutException: no answer");
  }

  @Test
  void theEndOfTheProgramWaitsForNoReplacement() {
    for (int failure = 0; failure < 2; failure++) { // waits of 1 s and 2 s
      handled(new TimeoutException("no answer")).join();
    }
    var response = handled(new TimeoutException("no answer"));
    Await.until("the thread waits", () -> failures.waiting() == 1);

    failures.close();

    assertThat(response).succeedsWithin(Duration.ofSeconds(2));
    assertThat(failures.replaced()).isEqualTo(2);
  }

  @Test
  void theThreadOfGlobalStoresCannotBeReplaced() {
    var response = new CompletableFuture<StreamThreadExceptionResponse>();
    Thread.ofPlatform()
        .name("test-GlobalStreamThread")
        .start(() -> response.complete(failures.handle(new TimeoutException("no answer"))));

    assertThat(response).succeedsWithin(SOON).isEqualTo(SHUTDOWN_CLIENT);
  }

  /** By a thread of its own, as Kafka Streams does. */
  private CompletableFuture<StreamThreadExceptionResponse> handled(Throwable failure) {
    var response = new CompletableFuture<StreamThreadExceptionResponse>();
    Thread.ofPlatform().start(() -> response.complete(failures.handle(failure)));
    return response;
  }
}
