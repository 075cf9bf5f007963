package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A UDP port with all that is behind it; only the log is a list. */
public final class UdpHost implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<EventLog.Reply> held = new LinkedBlockingQueue<>();
  private final TrackerInside inside;
  private final UdpTracker tracker;

  /** With the secret of this folder and these settings over the defaults, on any port. */
  public UdpHost(Path folder, Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.putIfAbsent("limits.peers-per-address", "0"); // all are of this machine
    this.inside = new TrackerInside(folder, all);
    this.tracker = inside.openUdp(Integer.parseInt(all.getOrDefault("ingress.port", "0")));
  }

  public UdpTracker tracker() {
    return tracker;
  }

  public ClusterSecret secret() {
    return inside.secret;
  }

  /** What was written down, the newest last. */
  public List<Announced> log() {
    return inside.log;
  }

  /** From now on replies wait for {@link #release}. */
  public void hold() {
    inside.recorder = (_, reply) -> held.add(reply);
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
    inside.operator.torrents().put(torrent, new Torrent(false, false));
  }

  /** Requests with an outcome, such as "accepted". */
  public long count(Transport transport, String end) {
    var tag = transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var counter =
        inside.metrics.find("equilibrium_requests_total").tags("transport", tag, "outcome", end);
    return counter.counters().stream().mapToLong(found -> (long) found.count()).sum();
  }

  @Override
  public void close() {
    tracker.close();
  }
}
