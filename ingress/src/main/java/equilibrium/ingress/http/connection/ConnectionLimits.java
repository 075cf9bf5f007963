package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.HttpConfig;
import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.EnumText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.StreamConnection;

/** Who is connected, over HTTP and HTTPS together: so many at a time, so many of one address. */
public final class ConnectionLimits {
  private final int most;
  private final int mostOfOne;
  private final Duration idle;
  private final AtomicInteger size = new AtomicInteger();
  private final Map<Long, Integer> byAddress = new ConcurrentHashMap<>();
  private final Map<End, Counter> ends = new EnumMap<>(End.class);

  public ConnectionLimits(int most, HttpConfig config, MeterRegistry metrics) {
    this.most = most;
    this.mostOfOne = config.perAddress();
    this.idle = config.times().idle();
    metrics.gauge("equilibrium_connections", size);
    for (End end : End.values()) {
      var reason = EnumText.of(end);
      ends.put(end, metrics.counter("equilibrium_connections_closed_total", "reason", reason));
    }
  }

  /** Takes the connection in, or closes it because there are too many. */
  Connection enter(StreamConnection connection) {
    var guest = new Connection(connection, idle);
    int now = size.incrementAndGet();
    connection.setCloseListener(_ -> leave(guest));
    if (now > most) {
      guest.close(End.FULL);
    }
    return guest;
  }

  /** Counts the guest under an address; false: there are too many of it, and it was closed. */
  boolean count(Connection guest, InetAddress address) {
    int now = byAddress.merge(Addresses.subscriber(address), 1, Integer::sum);
    guest.countAs(address);
    if (now > mostOfOne) {
      guest.close(End.PER_ADDRESS);
      return false;
    }
    return true;
  }

  private void leave(Connection guest) {
    size.decrementAndGet();
    var address = guest.counted();
    if (address != null) {
      byAddress.computeIfPresent(
          Addresses.subscriber(address), (_, count) -> count > 1 ? count - 1 : null);
    }
    var counter = ends.get(guest.end());
    if (counter != null) {
      counter.increment();
    }
  }

  /** Whether so many are connected that replies should end their connections. */
  public boolean isCrowded() {
    return size.get() > most - most / 5;
  }
}
