package equilibrium.standalone.run;

import equilibrium.anomaly.AnomalyDetection;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.scoring.Scoring;
import equilibrium.standalone.config.Configuration;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The two programs on Kafka Streams, which start and stop side by side: each takes its seconds. */
public final class StreamPrograms implements AutoCloseable {
  private final CompletableFuture<? extends Program> scoring;
  private final CompletableFuture<? extends Program> anomaly;

  /** Returns at once; {@link #await} tells how it went. */
  StreamPrograms(Configuration config, Platform platform, Path data) {
    scoring = async("scoring", () -> Scoring.start(config.scoring(), platform, data));
    anomaly = async("anomaly", () -> AnomalyDetection.start(config.anomaly(), platform, data));
  }

  /** Runs on a thread of its own, no daemon, so that what it starts is none either. */
  public static <T> CompletableFuture<T> async(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, threads(name));
  }

  private static Executor threads(String name) {
    return task -> Thread.ofPlatform().name(name).start(task);
  }

  void await() {
    scoring.join();
    anomaly.join();
  }

  @Override
  public void close() {
    var stop = threads("stop-streams");
    CompletableFuture.allOf(
            scoring.thenAcceptAsync(Program::close, stop),
            anomaly.thenAcceptAsync(Program::close, stop))
        .exceptionally(_ -> null) // one that did not start has nothing to close
        .join();
  }
}
