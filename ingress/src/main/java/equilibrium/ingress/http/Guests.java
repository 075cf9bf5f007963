package equilibrium.ingress.http;

import equilibrium.ingress.Addresses;
import equilibrium.ingress.http.Guest.End;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.StreamConnection;

/** Who is connected, over HTTP and HTTPS together: so many at a time, so many of one address. */
final class Guests {
  private final int most;
  private final int mostOfOne;
  private final Duration idle;
  private final AtomicInteger size = new AtomicInteger();
  private final Map<Long, Integer> byAddress = new ConcurrentHashMap<>();
  private final Map<End, Counter> ends = new EnumMap<>(End.class);

  Guests(int most, HttpConfig config, MeterRegistry metrics) {
    this.most = most;
    this.mostOfOne = config.perAddress();
    this.idle = config.times().idle();
    metrics.gauge("tracker_connections", size);
    for (End end : End.values()) {
      var reason = end.name().toLowerCase(Locale.ROOT).replace('_', '-');
      ends.put(end, metrics.counter("tracker_connections_closed_total", "reason", reason));
    }
  }

  /** Takes the connection in, or closes it because there are too many. */
  Guest enter(StreamConnection connection) {
    var guest = new Guest(connection, idle);
    int now = size.incrementAndGet();
    connection.setCloseListener(_ -> leave(guest));
    if (now > most) {
      guest.close(End.FULL);
    }
    return guest;
  }

  /** Counts the guest under an address; false: there are too many of it, and it was closed. */
  boolean count(Guest guest, InetAddress address) {
    int now = byAddress.merge(Addresses.subscriber(address), 1, Integer::sum);
    guest.countAs(address);
    if (now > mostOfOne) {
      guest.close(End.PER_ADDRESS);
      return false;
    }
    return true;
  }

  private void leave(Guest guest) {
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
  boolean isCrowded() {
    return size.get() > most - most / 5;
  }
}
