package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Folder;
import equilibrium.testing.client.TrackerClient;
import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A UDP port with all that is behind it; only the log is a list. */
final class UdpHost implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<EventLog.Reply> held = new LinkedBlockingQueue<>();
  private final Folder folder;
  private final TrackerInside inside;
  private final UdpTracker tracker;

  /** With a secret of its own and these settings over the defaults, on any port. */
  UdpHost(Map<String, String> settings) {
    this(settings, System::currentTimeMillis);
  }

  UdpHost(Map<String, String> settings, TrackerClock clock) {
    this(Folder.temporary(), settings, clock);
  }

  private UdpHost(Folder folder, Map<String, String> settings, TrackerClock clock) {
    var all = new HashMap<>(settings);
    all.putIfAbsent("limits.peers-per-address", "0"); // all are of this machine
    this.folder = folder;
    this.inside = new TrackerInside(folder.path(), all, clock, TimeScale.REAL);
    this.tracker = inside.openUdp(0);
  }

  /** Another node with the same secret. This one must be closed later. */
  UdpHost sibling(Map<String, String> settings) {
    return new UdpHost(folder, settings, System::currentTimeMillis);
  }

  UdpTracker tracker() {
    return tracker;
  }

  /** A client at an address of this machine. */
  UdpClient client(InetAddress from) {
    return TrackerClient.of(tracker.port(), from).udp();
  }

  ClusterSecret secret() {
    return inside.secret;
  }

  /** From now on no client is heard. */
  void deafen() {
    inside.deafen();
  }

  /** Clients are heard again. */
  void hear() {
    inside.hear();
  }

  /** What was written down, the newest last. */
  List<Announced> log() {
    return inside.log;
  }

  /** Puts rules in force while it runs. */
  void rule(Map<String, String> changed) {
    inside.rule(changed);
  }

  /** From now on nothing is recorded. */
  void loseTheLog() {
    inside.recorder = (_, reply) -> reply.release(false);
  }

  /** From now on replies wait for {@link #release}. */
  void hold() {
    inside.recorder = (_, reply) -> held.add(reply);
  }

  /** Waits for a reply that is held, and lets it go. */
  void release(boolean recorded) throws InterruptedException {
    var reply = held.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    assertThat(reply).as("a reply that waits").isNotNull();
    reply.release(recorded);
  }

  void deny(InfoHash torrent) {
    inside.directory().torrents().put(torrent, new Torrent(false, false));
  }

  /** Requests that came to an end, such as "accepted". */
  long count(Transport transport, String end) {
    return inside.count(transport, end);
  }

  @Override
  public void close() throws IOException {
    tracker.close();
    folder.close();
  }
}
