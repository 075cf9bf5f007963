package equilibrium.bench.detect;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.bench.detect.DailyAttribution.Attributor;
import equilibrium.bench.detect.Pipeline.Detection;
import equilibrium.bench.trace.Labels;
import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.bench.trace.TraceReader;
import equilibrium.bench.trace.TraceTorrent;
import equilibrium.bench.trace.Truth;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.AnnounceEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Replays a labelled trace through scoring and anomaly detection, and reports what was found. */
public final class DetectBench {
  private static final long DAY_MS = 86_400_000L;
  private static final long GRACE_MS = 26 * 3_600_000L; // until the last episode is settled

  /**
   * What to replay.
   *
   * @param truth what cheaters fabricated; null: {@code truth.jsonl} beside the labels, if there is
   *     one
   * @param json a file for the report; null: none
   * @param countShadow whether rules in shadow mode count for levels like the others
   */
  public record Options(
      Path trace, Path labels, @Nullable Path truth, @Nullable Path json, boolean countShadow) {}

  /** What the whole replay showed, beside its observations. */
  record Replay(long announces, long firstMs, long lastMs, double cpuSeconds) {}

  private final Options options;
  private final AnomalyConfig config;
  private final PrintStream out;
  private final PrintStream progress;

  /**
   * A replay that has not begun.
   *
   * @param progress gets a line for each day of the trace
   */
  public DetectBench(Options options, AnomalyConfig config, PrintStream out, PrintStream progress) {
    this.options = options;
    this.config = config;
    this.out = out;
    this.progress = progress;
  }

  /** Replays the trace and prints the report. */
  public void run() throws IOException {
    var report = report();
    report.print(out);
    if (options.json() != null) {
      report.write(options.json());
    }
  }

  Report report() throws IOException {
    var clients = new Clients(Labels.read(options.labels()), truths());
    var start = Beginning.of(options.trace());
    var swarms = new Swarms();
    var handOuts = new HandOuts(swarms);
    var credits = new Credits(clients);
    var observations = new Observations(clients, swarms, handOuts, credits, options.countShadow());
    Attributor attributor =
        (episodes, untilMs) -> AnomalyDetection.attribution(config, episodes, untilMs);
    var detection = new Detection(config, attributor);
    var data = Files.createTempDirectory("equilibrium-detect");
    try (var pipeline = new Pipeline(detection, data, start.firstMs(), observations)) {
      var events = new Events(swarms, start.firstMs(), start.hasTrackerIds());
      var replay = replay(pipeline, new Parts(events, handOuts, credits), start);
      return new Report(clients, observations, credits, replay);
    } finally {
      Utils.delete(data.toFile());
    }
  }

  private List<Truth> truths() {
    var truth = options.truth();
    if (truth == null) {
      truth = options.labels().resolveSibling("truth.jsonl");
      return Files.exists(truth) ? Labels.readTruth(truth) : List.of();
    }
    return Labels.readTruth(truth);
  }

  private record Parts(Events events, HandOuts handOuts, Credits credits) {}

  private Replay replay(Pipeline pipeline, Parts parts, Beginning start) {
    long announces = 0;
    long lastMs = start.firstMs();
    long days = 0;
    double cpuSeconds = cpuSeconds();
    try (var trace = new TraceReader(options.trace())) {
      for (var line = trace.next(); line != null; line = trace.next()) {
        switch (line) {
          case TraceTorrent torrent -> pipeline.register(torrent, start.firstMs());
          case TraceAnnounce announce -> {
            lastMs = announce.atMs();
            if (lastMs - start.firstMs() >= (days + 1) * DAY_MS) {
              days = (lastMs - start.firstMs()) / DAY_MS;
              progress.printf("day %d, %,d announces%n", days, announces);
            }
            announce(pipeline, parts, announce);
            announces++;
          }
        }
      }
    }
    pipeline.advance(lastMs + GRACE_MS);
    return new Replay(announces, start.firstMs(), lastMs, cpuSeconds() - cpuSeconds);
  }

  private static void announce(Pipeline pipeline, Parts parts, TraceAnnounce announce) {
    pipeline.advance(announce.atMs());
    var announced = parts.events.of(announce);
    pipeline.announce(announced);
    var handOut = parts.handOuts.of(announced);
    if (handOut != null) {
      pipeline.handOut(handOut);
    }
    if (announce.event() == AnnounceEvent.COMPLETED) {
      parts.credits.completed(announced.getClientId());
    }
  }

  /** Of the whole process: garbage collection and compiler included. */
  private static double cpuSeconds() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean process
        ? process.getProcessCpuTime() / 1e9
        : 0;
  }

  /**
   * What must be known of a trace before it is replayed.
   *
   * @param firstMs when the first announce came
   * @param hasTrackerIds whether any announce echoes a tracker id
   */
  record Beginning(long firstMs, boolean hasTrackerIds) {
    /** Announces that are looked at. */
    private static final int MOST = 1_000_000;

    static Beginning of(Path trace) {
      long firstMs = -1;
      try (var lines = new TraceReader(trace)) {
        int seen = 0;
        for (var line = lines.next(); line != null && seen < MOST; line = lines.next()) {
          if (line instanceof TraceAnnounce announce) {
            seen++;
            firstMs = firstMs < 0 ? announce.atMs() : firstMs;
            var id = announce.params().get("trackerid");
            if (id != null && Events.isGiven(id)) {
              return new Beginning(firstMs, true);
            }
          }
        }
      }
      if (firstMs < 0) {
        throw new Fault("%s has no announce, expected at least one".formatted(trace));
      }
      return new Beginning(firstMs, false);
    }
  }
}
