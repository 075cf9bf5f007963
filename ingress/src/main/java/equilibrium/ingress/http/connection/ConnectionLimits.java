package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.net.Addresses;
import equilibrium.platform.OpenFiles;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.EnumText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xnio.StreamConnection;

/**
 * The open connections of HTTP and HTTPS together, and their limits. Beyond {@code
 * limits.connections}, or {@code limits.connections-per-address} of one address, a connection is
 * closed at once, and so is every one while a drill makes the node deaf. Where the process's limit
 * of open files has room for fewer, accepts wait instead. Any thread calls.
 */
public final class ConnectionLimits {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

  private final int most;
  private final int room;
  private final int mostOfOne;
  private final Duration idle;
  private final Outage deaf;
  private final AtomicInteger size = new AtomicInteger();
  private final Map<Long, Integer> byAddress = new ConcurrentHashMap<>();
  private final Map<End, Counter> ends = new EnumMap<>(End.class);

  /**
   * No connection is open yet.
   *
   * @param room connections that the limit of open files has room for
   * @param deaf while it is on, the node hears no client
   */
  public ConnectionLimits(ConnectionConfig config, int room, Outage deaf, MeterRegistry metrics) {
    this.deaf = deaf;
    this.most = config.most();
    this.room = room;
    this.mostOfOne = config.perAddress();
    this.idle = config.times().idle();
    Gauge.builder("equilibrium_connections", size, AtomicInteger::get)
        .description("Open TCP connections, HTTP and HTTPS together")
        .register(metrics);
    Gauge.builder("equilibrium_connections_limit", () -> Math.min(most, room))
        .description("Most TCP connections at a time, by limits.connections and open files")
        .register(metrics);
    for (End end : End.values()) {
      ends.put(
          end,
          Counter.builder("equilibrium_connections_closed_total")
              .description("TCP connections that ended, by reason")
              .tag("reason", EnumText.of(end))
              .register(metrics));
    }
  }

  /** The limits of this process; logs what its limit of open files allows. */
  public static ConnectionLimits in(
      OpenFiles files, ConnectionConfig config, Outage deaf, MeterRegistry metrics) {
    int room = files.room();
    var level = room < config.most() ? Level.WARN : Level.INFO;
    LOG.atLevel(level)
        .addKeyValue("files", files.limit())
        .addKeyValue("open", files.open())
        .addKeyValue("connections", Math.min(room, config.most()))
        .addKeyValue("wanted", config.most())
        .log(
            room < config.most()
                ? "fewer connections than limits.connections: raise the limit of open files"
                : "the limit of open files has room for limits.connections");
    return new ConnectionLimits(config, room, deaf, metrics);
  }

  /** Connections that the limit of open files has room for. */
  public int room() {
    return room;
  }

  /** Takes the connection in, or closes it because there are too many. */
  Connection enter(StreamConnection stream) {
    var connection = new Connection(stream, idle);
    boolean fits = enter();
    stream.setCloseListener(_ -> leave(connection));
    if (!fits) {
      connection.close(refusal());
    }
    return connection;
  }

  /** Goes on with a connection that was taken in, and perhaps counted, before XNIO had it. */
  Connection adopt(StreamConnection stream, Runnable left) {
    var connection = new Connection(stream, idle);
    stream.setCloseListener(_ -> {
      leave(connection);
      left.run();
    });
    return connection;
  }

  /** Takes one more in; false: it is refused, and has to leave again. */
  boolean enter() {
    return size.incrementAndGet() <= most && !isDeaf();
  }

  /** Why none is taken in. */
  End refusal() {
    return isDeaf() ? End.DEAF : End.FULL;
  }

  /** Whether a drill lets the node hear no client: requests get no answer, and their end. */
  public boolean isDeaf() {
    return deaf.isOn();
  }

  /** Counts the connection for an address; false: it has too many, and this one was closed. */
  boolean count(Connection connection, InetAddress address) {
    boolean fits = count(Addresses.subscriber(address));
    connection.countFor(address);
    if (!fits) {
      connection.close(End.PER_ADDRESS);
    }
    return fits;
  }

  /** Counts one more for a {@link Addresses#subscriber}; false: it has too many with this one. */
  boolean count(long subscriber) {
    return byAddress.merge(subscriber, 1, Integer::sum) <= mostOfOne;
  }

  private void leave(Connection connection) {
    var address = connection.countedAddress();
    if (address != null) {
      uncount(Addresses.subscriber(address));
    }
    leave(connection.end());
  }

  /** One that was counted for a {@link Addresses#subscriber} has ended. */
  void uncount(long subscriber) {
    byAddress.computeIfPresent(subscriber, (_, count) -> count > 1 ? count - 1 : null);
  }

  /** One that was taken in has ended. */
  void leave(End end) {
    size.decrementAndGet();
    var counter = ends.get(end);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Whether so many are connected, over 80 % of the limit, that replies should close theirs. */
  public boolean isCrowded() {
    int limit = Math.min(most, room);
    return size.get() > limit - limit / 5;
  }
}
