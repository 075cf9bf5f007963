package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.TrackerClock;
import equilibrium.standalone.config.Configuration;
import java.sql.SQLException;
import java.util.List;

/** Connections of a command that changes something: PostgreSQL to read, Kafka to write. */
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
    var platform = config.platform();
    var projection = projection(config);
    return new ControlSession(config, projection, new ControlLog(platform.kafka(), projection));
  }

  private static ProjectionReader projection(Configuration config) {
    var postgres = config.platform().postgres();
    try {
      return new ProjectionReader(postgres);
    } catch (Fault e) {
      throw e.getCause() instanceof SQLException cause
          ? ConnectionAdvice.of(cause, postgres, config.platform().data())
          : e;
    }
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

  /** The URLs to which a client with this key announces. */
  public List<String> announceUrls(String key) {
    return config.ingress().announceUrls().stream().map(url -> url + "/" + key).toList();
  }

  @Override
  public void close() {
    log.close();
    projection.close();
  }
}
