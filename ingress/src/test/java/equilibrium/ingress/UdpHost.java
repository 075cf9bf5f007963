package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Node;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A UDP port with all that is behind it; only the log is a list. */
public final class UdpHost implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Announced> log = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Recorder.Reply> held = new LinkedBlockingQueue<>();
  private final Operator operator = Operator.silent();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ClusterSecret secret;
  private final UdpTracker tracker;
  private volatile boolean holding;

  /** With the secret of this folder and these settings over the defaults, on any port. */
  public UdpHost(Path folder, Map<String, String> settings) {
    var all = new HashMap<>(Map.of("ingress.host", "127.0.0.1", "ingress.port", "0"));
    all.put("limits.peers-per-address", "0"); // all are of this machine
    all.putAll(settings);
    var config = IngressConfig.from(new Settings(null, Map.of(), all));
    this.secret = ClusterSecret.in(folder.resolve("secret"));
    var announcer =
        new Announcer(
            config,
            new Admission(config, operator, System::currentTimeMillis),
            Memory.empty(config),
            new Announcer.Signing(new Events(new Node(1, 2)), new TrackerIds(secret, 1_000_000)),
            System::currentTimeMillis,
            TimeScale.REAL);
    var services = new UdpTracker.Services(announcer, this::record, new Counts(metrics));
    this.tracker = new UdpTracker(config, services, config.port(), secret);
  }

  private void record(Outcome.Heard heard, Recorder.Reply reply) {
    log.add(heard.event());
    if (holding) {
      held.add(reply);
    } else {
      reply.release(true);
    }
  }

  public UdpTracker tracker() {
    return tracker;
  }

  public ClusterSecret secret() {
    return secret;
  }

  /** What was written down, the newest last. */
  public List<Announced> log() {
    return log;
  }

  /** From now on replies wait for {@link #release}. */
  public void hold() {
    holding = true;
  }

  /** Waits for a reply that is held, and lets it go. */
  public void release(boolean recorded) throws InterruptedException {
    var reply = held.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    assertThat(reply).as("a reply that waits").isNotNull();
    reply.release(recorded);
  }

  /** Waits until it is so, or fails. */
  public static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("ns beyond patience").isNegative();
      Thread.onSpinWait();
    }
  }

  public void deny(InfoHash torrent) {
    operator.torrents().put(torrent, new Torrent(false, false));
  }

  /** Requests that came to an end, such as "heard". */
  public long count(Transport transport, String end) {
    var tag = transport.name().toLowerCase(Locale.ROOT);
    return (long)
        metrics.get("tracker_requests_total").tags("transport", tag, "end", end).counter().count();
  }

  @Override
  public void close() {
    tracker.close();
  }
}
