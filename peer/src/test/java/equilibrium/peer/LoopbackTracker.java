package equilibrium.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  private final List<InetSocketAddress> strangers = new ArrayList<>();
  private final Map<HttpExchange, Integer> held = new LinkedHashMap<>(); // announces, with ports
  private int together = 1;
  private volatile Duration delay = Duration.ZERO;

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

  /** From now on replies list this IPv4 peer too, before all others. */
  synchronized void list(InetSocketAddress stranger) {
    strangers.add(stranger);
  }

  /** The next announces, this many, are answered as soon as all of them are there. */
  synchronized void answerTogether(int announces) {
    together = announces;
  }

  /** From now on an announce is read so late after it has come, one after the other. */
  void delay(Duration time) {
    delay = time;
  }

  /** Of all announces so far, "" for one without event. */
  synchronized List<String> events() {
    return List.copyOf(events);
  }

  private void announce(HttpExchange exchange) throws IOException {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      throw new InterruptedIOException(e.toString());
    }
    take(exchange);
  }

  private synchronized void take(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getRawQuery();
    var event = parameter(query, "event");
    events.add(event);
    int port = Integer.parseInt(parameter(query, "port"));
    if (event.equals("stopped")) {
      ports.remove(port);
    } else {
      ports.add(port);
    }
    held.put(exchange, port);
    if (held.size() >= together) {
      together = 1;
      for (var one : held.entrySet()) {
        answer(one.getKey(), one.getValue());
      }
      held.clear();
    }
  }

  private void answer(HttpExchange exchange, int port) throws IOException {
    var peers = new ByteArrayOutputStream();
    strangers.forEach(stranger -> write(stranger, peers));
    ports.stream()
        .filter(other -> other != port)
        .forEach(
            other -> write(new InetSocketAddress(InetAddress.getLoopbackAddress(), other), peers));
    var reply = new TreeMap<String, Object>(additional);
    reply.putIfAbsent("interval", 2);
    reply.putIfAbsent("min interval", 1);
    reply.putIfAbsent("peers", peers.toByteArray());
    byte[] body = Bencode.of(reply);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void write(InetSocketAddress peer, ByteArrayOutputStream peers) {
    peers.writeBytes(peer.getAddress().getAddress());
    peers.write(peer.getPort() >> 8);
    peers.write(peer.getPort());
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
