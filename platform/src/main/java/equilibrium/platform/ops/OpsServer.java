package equilibrium.platform.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import equilibrium.platform.Fault;
import equilibrium.platform.Health;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The ops port of one process: serves {@link OpsPages}. */
public final class OpsServer implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final int NO_BODY = -1;

  /** Open connections are files, which Kafka needs too. */
  private static final String MOST_CONNECTIONS = "256";

  private static final String REQUEST_SECONDS = "10";

  /** A reader that stops would hold its connection for good. */
  private static final String RESPONSE_SECONDS = "30";

  private final OpsPages pages;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  static { // read once, when the first server is made; what the operator sets stays
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", RESPONSE_SECONDS);
  }

  public OpsServer(InetSocketAddress address, Health health, PrometheusMeterRegistry metrics) {
    try {
      server = HttpServer.create(address, MOST_WAITING);
    } catch (IOException e) {
      throw new Fault(
          "the ops port %s:%d cannot be opened: %s"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    pages = new OpsPages(health, metrics);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            send(exchange);
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens, with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void send(HttpExchange exchange) throws IOException {
    var method = exchange.getRequestMethod();
    var uri = exchange.getRequestURI();
    var page = pages.answer(method, uri.getPath(), uri.getRawQuery());
    byte[] body = page.body().getBytes(UTF_8);
    var headers = exchange.getResponseHeaders();
    if (page.code() == 204 || page.code() == 405) {
      headers.set("Allow", OpsPages.ALLOWED);
    }
    if (!page.type().isEmpty()) {
      headers.set("Content-Type", page.type());
    }
    if (method.equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(page.code(), NO_BODY);
    } else if (page.code() == 204) {
      exchange.sendResponseHeaders(page.code(), NO_BODY);
    } else {
      exchange.sendResponseHeaders(page.code(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
