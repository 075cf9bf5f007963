package equilibrium.ingress;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Node;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.AddressIds;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracker core as the program has it; the log behind it is a list. */
public final class TrackerInside {
  /** Under a secret that tests know. */
  public static final AddressIds ADDRESS_IDS = new AddressIds(new byte[AddressIds.SECRET_BYTES]);

  public final List<Announced> log = new CopyOnWriteArrayList<>();
  public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  public final ClusterSecret secret;
  public final TrackerCore core;

  /** What becomes of an event that stands in the list. */
  public volatile EventLog recorder = (_, reply) -> reply.release(true);

  private final Map<String, String> settings = new HashMap<>();
  private final IngressConfig config;
  private final TrackerService service;

  /** With the secret of this folder and these settings over the defaults, on any port. */
  public TrackerInside(Path folder, Map<String, String> set, TrackerClock clock, TimeScale scale) {
    settings.putAll(Map.of("ingress.host", "127.0.0.1", "ingress.port", "0"));
    settings.putAll(set);
    config = config();
    secret = ClusterSecret.in(folder.resolve("secret"));
    core =
        TrackerCore.create(
            config.answer(), secret, ADDRESS_IDS, new ProcessContext(new Node(1, 2), clock, scale));
    service = new TrackerService(core, this::record, new RequestCounts(metrics));
  }

  public TrackerInside(Path folder, Map<String, String> set) {
    this(folder, set, System::currentTimeMillis, TimeScale.REAL);
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
    core.enforce(config().answer().rules());
  }

  /** From now on no client is heard. */
  public void deafen() {
    core.process().outages().of(DrillKind.DEAF).begin(Duration.ofMinutes(10));
  }

  /** Clients are heard again. */
  public void hear() {
    core.process().outages().of(DrillKind.DEAF).end();
  }

  public TrackerState state() {
    return core.state();
  }

  public Admission admission() {
    return core.admission();
  }

  public Directory directory() {
    return core.admission().directory();
  }

  public HttpTracker openHttp() {
    return new HttpTracker(config.listen(), config.http(), service);
  }

  /**
   * Opens UDP.
   *
   * @param port 0: any
   */
  public UdpTracker openUdp(int port) {
    return new UdpTracker(config.listen().at(port), config.udp(), service, secret);
  }

  /** Requests that had an outcome, such as "accepted"; 0: its series has not begun. */
  public long count(Transport transport, String outcome) {
    var counter =
        metrics
            .find("equilibrium_requests_total")
            .tags("transport", EnumText.of(transport), "outcome", outcome)
            .counter();
    return counter == null ? 0 : (long) counter.count();
  }

  /** The event of an accepted announce. */
  public static Announced announced(Outcome.Accepted accepted) {
    var name = Topics.ANNOUNCES.name();
    return (Announced) Topics.ANNOUNCES.value().deserializer().deserialize(name, accepted.event());
  }

  private void record(Outcome.Accepted accepted, EventLog.Reply reply) {
    log.add(announced(accepted));
    recorder.record(accepted, reply);
  }
}
