package equilibrium.standalone.control;

import equilibrium.platform.TrackerClock;
import equilibrium.standalone.config.Configuration;
import java.util.List;

/** What a command that changes something works with. */
public final class ControlSession implements AutoCloseable {
  private final Configuration config;
  private final ProjectionReader projection;
  private final ControlLog log;

  private ControlSession(Configuration config, ProjectionReader projection, ControlLog log) {
    this.config = config;
    this.projection = projection;
    this.log = log;
  }

  public static ControlSession open(Configuration config) {
    var projection = new ProjectionReader(config.platform().postgres());
    return new ControlSession(
        config, projection, new ControlLog(config.platform().kafka(), projection));
  }

  public ProjectionReader projection() {
    return projection;
  }

  public ControlLog log() {
    return log;
  }

  /** The tracker's time. */
  public long nowMs() {
    return TrackerClock.system(config.platform().scale()).nowMs();
  }

  /** Where a client with this key announces. */
  public List<String> announceUrls(String key) {
    var host = config.ingress().listen().host();
    var everywhere = host.equals("::") || host.equals("0.0.0.0");
    var address = (everywhere ? "127.0.0.1" : host) + ":" + config.ingress().listen().port();
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
