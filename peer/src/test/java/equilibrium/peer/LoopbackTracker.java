package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tracker of one swarm on loopback, which answers every announce with all ports it knows. */
final class LoopbackTracker implements AutoCloseable {
  private final HttpServer server;
  private final LinkedHashSet<Integer> ports = new LinkedHashSet<>();
  private final List<String> events = new ArrayList<>();
  private final Map<String, Object> additional = new TreeMap<>();

  LoopbackTracker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/announce", this::announce);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/announce".formatted(server.getAddress().getPort());
  }

  /** From now on replies have this key too. */
  synchronized void answer(String key, Object value) {
    additional.put(key, value);
  }

  /** Of all announces so far, "" for one without event. */
  synchronized List<String> events() {
    return List.copyOf(events);
  }

  private synchronized void announce(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getRawQuery();
    var event = parameter(query, "event");
    events.add(event);
    int port = Integer.parseInt(parameter(query, "port"));
    if (event.equals("stopped")) {
      ports.remove(port);
    } else {
      ports.add(port);
    }
    var peers = new StringBuilder();
    ports.stream()
        .filter(other -> other != port)
        .forEach(
            other ->
                peers
                    .append("\177\0\0\1")
                    .append((char) (other >> 8))
                    .append((char) (other & 0xff)));
    var reply = new TreeMap<String, Object>(additional);
    reply.putIfAbsent("interval", 2);
    reply.putIfAbsent("min interval", 1);
    reply.putIfAbsent("peers", peers.toString().getBytes(ISO_8859_1));
    byte[] body = Bencode.of(reply);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String parameter(String query, String name) {
    for (var one : query.split("&", -1)) {
      if (one.startsWith(name + "=")) {
        return one.substring(name.length() + 1);
      }
    }
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
