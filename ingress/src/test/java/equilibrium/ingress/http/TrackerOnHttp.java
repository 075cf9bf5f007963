package equilibrium.ingress.http;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import equilibrium.testing.Folder;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The HTTP side on real sockets of the loopback; the log behind it is a list. */
final class TrackerOnHttp implements AutoCloseable {
  static final String SEEDER = RawHttp.announce('a', 's', 6881, 0);
  static final String LEECHER = RawHttp.announce('a', 'l', 6882, 9);

  /** A whole request that leaves its connection open. */
  static final String KEPT = RawHttp.request("GET", SEEDER, "1.1", "Host: t");

  final List<Announced> log;
  final SimpleMeterRegistry metrics;
  final TrackerState state;
  final HttpTracker http;

  private final Folder folder = Folder.temporary();
  private final TrackerInside inside;
  private final TrackerClient client;

  TrackerOnHttp(Map<String, String> set) {
    this(set, System::currentTimeMillis);
  }

  /** With these settings, and the fast path or without it. */
  static TrackerOnHttp on(boolean fastPath, Map<String, String> set) {
    var all = new HashMap<>(set);
    all.put("ingress.fast-path", Boolean.toString(fastPath));
    return new TrackerOnHttp(all);
  }

  TrackerOnHttp(Map<String, String> set, TrackerClock clock) {
    inside = new TrackerInside(folder.path(), set, clock, TimeScale.REAL);
    log = inside.log;
    metrics = inside.metrics;
    state = inside.state();
    http = inside.openHttp();
    client = TrackerClient.of(http.port());
  }

  Socket connect() throws IOException {
    return client.connect();
  }

  /** Sends it on a connection of its own, and reads until the tracker closes. */
  String send(String request) throws IOException {
    return client.send(request);
  }

  /** A request as clients write it, and its response. */
  String get(String target, String... headers) throws IOException {
    return client.get(target, headers);
  }

  /** From now on no client is heard. */
  void deafen() {
    inside.deafen();
  }

  /** Clients are heard again. */
  void hear() {
    inside.hear();
  }

  /** What is done with an event that stands in the log. */
  void record(EventLog recorder) {
    inside.recorder = recorder;
  }

  /** Puts rules in force while it runs. */
  void rule(Map<String, String> changed) {
    inside.rule(changed);
  }

  /** From now on nothing is recorded. */
  void loseTheLog() {
    inside.recorder = (_, reply) -> reply.release(false);
  }

  void deny(InfoHash torrent) {
    inside.directory().torrents().put(torrent, new Torrent(false, false));
  }

  /** Requests over HTTP that came to an end, such as "accepted". */
  long count(String end) {
    return inside.count(Transport.HTTP, end);
  }

  /** How many connections ended so, once they are as many as expected. */
  double closed(String reason, int expected) {
    var counter = metrics.counter("equilibrium_connections_closed_total", "reason", reason);
    Await.until("%d closed: %s".formatted(expected, reason), counter::count, c -> c >= expected);
    return counter.count();
  }

  double connected() {
    return metrics.get("equilibrium_connections").gauge().value();
  }

  void awaitConnected(int connections) {
    Await.until(connections + " connections", this::connected, open -> open == connections);
  }

  @Override
  public void close() throws IOException {
    http.close();
    folder.close();
  }
}
