package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Balances;
import equilibrium.console.shape.Findings;
import equilibrium.console.shape.Swarm;
import equilibrium.console.shape.Tiers;
import equilibrium.console.store.Database;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.TrackerClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aggregates of PostgreSQL, each computed by one thread for all viewers, later while nobody looks.
 * While PostgreSQL is away the last ones stay, with their time.
 */
public final class Pictures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration QUIET_STEP = Duration.ofSeconds(1);

  /** So much later, while nobody looks. */
  private static final long LATER_NS = Duration.ofSeconds(20).toNanos();

  /** Computes one of them. */
  @FunctionalInterface
  private interface Painter {
    Object paint();
  }

  private final Map<String, Painter> painters;
  private final Map<String, Object> newest = new ConcurrentHashMap<>();
  private final Map<String, Long> dueNs = new TreeMap<>();
  private final Map<String, Duration> before = new TreeMap<>();
  private final Pace pace;
  private final Hub hub;
  private final Attention attention;
  private final BackgroundTask task;

  private Pictures(
      Database database, TrackerClock clock, int percent, Hub hub, Attention attention) {
    var totals = new Totals(database);
    var tiers = new TierPicture(database);
    var swarms = new SwarmPictures(database);
    var findings = new FindingPicture(database, clock);
    this.painters =
        Map.of(
            "totals", totals::read,
            "tiers", tiers::read,
            "balances", swarms::balances,
            "busiest", swarms::top,
            "clients", new ClientPicture(database)::read,
            "findings", findings::read);
    this.pace = new Pace(percent, painters.size());
    this.hub = hub;
    this.attention = attention;
    this.task = BackgroundTask.start("console-pictures", this::run);
  }

  /**
   * Starts computing.
   *
   * @param percent of one core of PostgreSQL that all of it may take
   */
  public static Pictures start(
      Database database, TrackerClock clock, int percent, Hub hub, Attention attention) {
    return new Pictures(database, clock, percent, hub, attention);
  }

  private void run(BackgroundTask running) {
    boolean isPaid;
    do {
      isPaid = attention.isPaid();
      for (var painter : painters.entrySet()) {
        var due = dueNs.get(painter.getKey());
        long laterNs = isPaid ? 0 : LATER_NS;
        if (!running.isClosing() && (due == null || System.nanoTime() - due >= laterNs)) {
          paint(painter.getKey(), painter.getValue());
        }
      }
    } while (!running.isClosed(isPaid ? STEP : QUIET_STEP));
  }

  private void paint(String name, Painter painter) {
    long startNs = System.nanoTime();
    try {
      newest.put(name, painter.paint());
      var took = Duration.ofNanos(System.nanoTime() - startNs);
      due(
          name,
          pace.after(took, Objects.requireNonNullElse(before.put(name, took), Duration.ZERO)));
      hub.publish(
          "pictures", Map.of("name", name, "asOf", Instant.now(), "tookMs", took.toMillis()));
    } catch (Refused e) {
      due(name, RETRY);
      LOG.atDebug().addKeyValue("picture", name).setCause(e).log("PostgreSQL cannot be read");
    }
  }

  private void due(String name, Duration wait) {
    dueNs.put(name, System.nanoTime() + wait.toNanos());
  }

  Totals.@Nullable Sums totals() {
    return (Totals.Sums) newest.get("totals");
  }

  /** Null: not computed yet. */
  Verdicts.@Nullable FindingRate findingRate() {
    var findings = (Findings) newest.get("findings");
    return findings == null ? null : FindingPicture.rate(findings);
  }

  /** Shows the figures of tiers to Prometheus. */
  public void show(MeterRegistry metrics) {
    new TierMetrics(metrics, () -> (Tiers) newest.get("tiers")).register();
  }

  public Tiers tiers() {
    return (Tiers) demand("tiers");
  }

  public Balances balances() {
    return (Balances) demand("balances");
  }

  public Findings findings() {
    return (Findings) demand("findings");
  }

  /**
   * The first swarms by a sort, at most {@value SwarmPictures#MOST_TOP}.
   *
   * @param sort {@code peers}, {@code imbalance} or {@code completed}
   */
  public List<Swarm> top(String sort) {
    return ((SwarmPictures.Top) demand("busiest")).by(sort);
  }

  /** When the top lists were read. */
  public Instant topAsOf() {
    return ((SwarmPictures.Top) demand("busiest")).asOf();
  }

  /** The clients with the highest scores, at most {@value ClientPicture#MOST_TOP}. */
  public ClientPicture.Top clients() {
    return (ClientPicture.Top) demand("clients");
  }

  private Object demand(String name) {
    attention.asked();
    var picture = newest.get(name);
    if (picture == null) {
      throw ProblemType.NOT_AVAILABLE.refuse("%s: not computed yet".formatted(name));
    }
    return picture;
  }

  @Override
  public void close() {
    task.close();
  }
}
