package equilibrium.standalone;

import equilibrium.platform.TrackerClock;
import java.util.List;

/** What a command that changes something works with. */
final class ControlSession implements AutoCloseable {
  private final Configuration config;
  private final Projection projection;
  private final ControlLog log;

  private ControlSession(Configuration config, Projection projection, ControlLog log) {
    this.config = config;
    this.projection = projection;
    this.log = log;
  }

  static ControlSession open(Configuration config) {
    var projection = new Projection(config.platform().postgres());
    return new ControlSession(
        config, projection, new ControlLog(config.platform().kafka(), projection));
  }

  Projection projection() {
    return projection;
  }

  ControlLog log() {
    return log;
  }

  /** The tracker's time. */
  long nowMs() {
    return TrackerClock.system(config.platform().scale()).nowMs();
  }

  /** Where a client with this key announces. */
  List<String> announceUrls(String key) {
    var host = config.ingress().host();
    var everywhere = host.equals("::") || host.equals("0.0.0.0");
    var address = (everywhere ? "127.0.0.1" : host) + ":" + config.ingress().port();
    return List.of(
        "http://%s/announce/%s".formatted(address, key),
        "udp://%s/announce/%s".formatted(address, key));
  }

  @Override
  public void close() {
    log.close();
    projection.close();
  }
}
