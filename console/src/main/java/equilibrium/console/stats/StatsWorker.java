package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.console.shape.Member;
import equilibrium.console.shape.Stats;
import equilibrium.console.shape.Stats.MemberCounts;
import equilibrium.console.shape.Stats.Stage;
import equilibrium.console.vitals.VitalsHistory;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.TimeScale;
import equilibrium.platform.member.MemberHeartbeat;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the figures of now for all viewers, from what the watches saw last: each second while
 * somebody looks, or a drill is not over.
 */
public final class StatsWorker implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final double NS = 1e9;
  private static final int MINUTE = 60;
  private static final int SELDOM_SECONDS = 5;

  /**
   * Where the figures come from.
   *
   * @param metrics of this process, in which an ingress may run
   * @param vitals what ingresses of other processes say
   * @param own ids of this process, in topic vitals
   */
  public record Sources(
      LogWatch log,
      StoreWatch store,
      Pictures pictures,
      MeterRegistry metrics,
      VitalsHistory vitals,
      Set<Long> own,
      DrillReports drills) {
    public Sources {
      own = Set.copyOf(own);
    }
  }

  private final Sources sources;
  private final Hub hub;
  private final Figures figures;
  private final Attention attention;
  private final TimeScale scale;
  private final Unrecorded unrecorded;
  private final Progress progress = new Progress();
  private final long startNs = System.nanoTime();
  private volatile Stats newest;
  private final BackgroundTask task;

  private StatsWorker(
      Sources sources, Hub hub, Figures figures, Attention attention, TimeScale scale) {
    this.sources = sources;
    this.hub = hub;
    this.figures = figures;
    this.attention = attention;
    this.scale = scale;
    this.unrecorded =
        new Unrecorded(sources.metrics(), new Unrecorded.Others(sources.vitals(), sources.own()));
    unrecorded.read();
    this.newest = compute();
    this.task = BackgroundTask.start("console-stats", this::run);
  }

  public static StatsWorker start(
      Sources sources, Hub hub, Figures figures, Attention attention, TimeScale scale) {
    return new StatsWorker(sources, hub, figures, attention, scale);
  }

  /** At most a second old, if they were asked for within the last seconds; else at most five. */
  public Stats newest() {
    attention.asked();
    return newest;
  }

  private void run(BackgroundTask running) {
    for (int age = 1; !running.isClosed(EVERY); age++) {
      unrecorded.read();
      if (sources.drills().isAnyUnfinished()) {
        attention.asked();
      }
      if (age >= SELDOM_SECONDS || attention.isPaid()) {
        age = 0;
        publish(compute());
      }
    }
  }

  private void publish(Stats stats) {
    newest = stats;
    figures.add(stats);
    hub.publish("stats", stats);
    sources.drills().see(stats.verdict());
  }

  private Stats compute() {
    var positions = sources.log().newest();
    var seen = sources.store().newest();
    if (positions.isKnown()) {
      progress.add(positions.atNs(), positions.ends());
    }
    var stages =
        List.of(
            stage("postgresql", positions.ends(), seen.projected()),
            stage("scoring", positions.ends(), positions.readers().get("scoring")),
            stage("anomaly", positions.ends(), positions.readers().get("anomaly")));
    var totals = sources.pictures().totals();
    double rate = Math.max(0, progress.perSecond() - ticksPerSecond(positions.ends().size()));
    var facts =
        new Verdicts.Facts(
            silence(positions.atNs(), positions.isKnown()),
            silence(seen.atNs(), seen.isKnown()),
            rate,
            unrecorded.last(MINUTE),
            sources.vitals().slowFor(MINUTE),
            stages,
            seen.members(),
            sources.drills().struck(),
            sources.vitals().refusals(Instant.now()),
            sources.pictures().findingRate(),
            sources.log().cuts().seconds(System.nanoTime()),
            totals == null ? 0 : totals.deadLetters());
    return new Stats(
        Instant.now(),
        Verdicts.of(facts),
        rounded(rate),
        unrecorded.lastHour(),
        stages,
        totals == null ? null : totals.swarms(),
        totals == null ? null : totals.clients(),
        counts(seen.members()),
        hub.viewers());
  }

  /** One node writes a tick into each partition as often as it reports itself. */
  private double ticksPerSecond(int partitions) {
    long everyMs =
        Math.max(scale.real(MemberHeartbeat.EVERY).toMillis(), MemberHeartbeat.SHORTEST.toMillis());
    return 1_000.0 * partitions / everyMs;
  }

  /** Seconds without an answer; from the start on while there was none. */
  private double silence(long atNs, boolean isKnown) {
    return (System.nanoTime() - (isKnown ? atNs : startNs)) / NS;
  }

  private Stage stage(String name, Map<Integer, Long> ends, @Nullable Map<Integer, Long> reader) {
    var lag = Progress.lag(ends, reader);
    if (lag == null) {
      return new Stage(name, null, null, Verdicts.GOOD);
    }
    double age = rounded(progress.age(lag));
    return new Stage(name, lag, age, Verdicts.ofLag(age));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static MemberCounts counts(List<Member> members) {
    var counts = new ArrayList<Integer>();
    for (var state : List.of("here", "late", "missing")) {
      counts.add((int) members.stream().filter(each -> each.state().equals(state)).count());
    }
    return new MemberCounts(counts.get(0), counts.get(1), counts.get(2));
  }

  @Override
  public void close() {
    task.close();
  }
}
