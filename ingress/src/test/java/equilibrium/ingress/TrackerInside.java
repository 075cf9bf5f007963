package equilibrium.ingress;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.TrackerIds;
import equilibrium.ingress.answer.Announcer;
import equilibrium.ingress.answer.EventWriter;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Node;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is behind the wires of a tracker, all real; only the log is a list. */
public final class TrackerInside {
  public final List<Announced> log = new CopyOnWriteArrayList<>();
  public final Directory operator = Directory.silent();
  public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  public final ClusterSecret secret;
  public final TrackerState memory;
  public final Admission admission;
  public final Announcer announcer;

  /** What becomes of an event that stands in the list. */
  public volatile EventLog recorder = (_, reply) -> reply.release(true);

  private final Map<String, String> settings = new HashMap<>();
  private final IngressConfig config;
  private final RequestCounts counts = new RequestCounts(metrics);

  /** With the secret of this folder and these settings over the defaults, on any port. */
  public TrackerInside(Path folder, Map<String, String> set, TrackerClock clock) {
    settings.putAll(Map.of("ingress.host", "127.0.0.1", "ingress.port", "0"));
    settings.putAll(set);
    config = config();
    secret = ClusterSecret.in(folder.resolve("secret"));
    memory = TrackerState.empty(config);
    admission = new Admission(config, operator, clock);
    announcer =
        new Announcer(
            config,
            admission,
            memory,
            new Announcer.Signing(
                new EventWriter(new Node(1, 2)),
                new TrackerIds(secret, Duration.ofDays(90), config.peerLifetime())),
            clock,
            TimeScale.REAL);
  }

  public TrackerInside(Path folder, Map<String, String> set) {
    this(folder, set, System::currentTimeMillis);
  }

  private IngressConfig config() {
    var read = new Settings(null, Map.of(), settings);
    var config = IngressConfig.from(read);
    read.verify();
    return config;
  }

  /** Puts rules in force while it runs. */
  public void rule(Map<String, String> changed) {
    settings.putAll(changed);
    var rules = config().rules();
    memory.limit(rules.caps());
    admission.enforce(rules);
  }

  public HttpTracker openHttp() {
    return new HttpTracker(config, announcer, this::record, counts);
  }

  /**
   * Opens UDP.
   *
   * @param port 0: any
   */
  public UdpTracker openUdp(int port) {
    return new UdpTracker(
        config, new UdpTracker.Services(announcer, this::record, counts), port, secret);
  }

  /** Requests that came to an end, such as "accepted". */
  public long count(Transport transport, String end) {
    var tag = transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return (long)
        metrics
            .get("equilibrium_requests_total")
            .tags("transport", tag, "outcome", end)
            .counter()
            .count();
  }

  private void record(Outcome.Accepted heard, EventLog.Reply reply) {
    log.add(heard.event());
    recorder.record(heard, reply);
  }
}
