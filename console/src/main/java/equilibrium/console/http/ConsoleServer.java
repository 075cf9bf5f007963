package equilibrium.console.http;

import equilibrium.platform.Fault;
import equilibrium.platform.ops.OpsPages;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * The HTTP server: the API, the page and, where they share a port, ops pages. Ops pages need no
 * token and answer under any Host, as on a port of their own.
 */
public final class ConsoleServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_HEADER = 16 << 10;

  /** Of each connection: what the system may keep for a reader that stops. It would keep MiBs. */
  private static final int SEND_BUFFER = 256 << 10;

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Undertow server;
  private final Streams streams;

  /**
   * Where the server listens.
   *
   * @param bind address and port that are opened
   * @param console address of this machine at which the console itself answers; a wildcard: all
   * @param ops address at which ops pages answer, if they are served here; a wildcard: all
   */
  public record Listen(InetSocketAddress bind, InetAddress console, InetAddress ops) {
    boolean isOfConsole(HttpServerExchange exchange) {
      return isAt(console, exchange);
    }

    boolean isOfOps(HttpServerExchange exchange) {
      return OpsPages.has(exchange.getRequestPath()) && isAt(ops, exchange);
    }

    private static boolean isAt(InetAddress address, HttpServerExchange exchange) {
      return address.isAnyLocalAddress()
          || exchange.getDestinationAddress().getAddress().equals(address);
    }
  }

  /**
   * What it serves.
   *
   * @param mostStreams live streams at a time
   * @param ops null: ops pages have a port of their own
   */
  public record Content(
      Gate gate, List<Operation> operations, int mostStreams, @Nullable OpsPages ops) {
    public Content {
      operations = List.copyOf(operations);
    }
  }

  private ConsoleServer(Undertow server, Streams streams) {
    this.server = server;
    this.streams = streams;
  }

  /** Opens the port. Throws a {@link Fault} if another program has it. */
  public static ConsoleServer start(Listen listen, Content content) {
    var streams = new Streams(content.mostStreams());
    var api = new ApiHandler(content.gate(), content.operations(), streams);
    var packed =
        new EncodingHandler(
            api,
            new ContentEncodingRepository()
                .addEncodingHandler("gzip", new GzipEncodingProvider(), 50));
    HttpHandler console = exchange -> (isLive(exchange) ? api : packed).handleRequest(exchange);
    var ops = content.ops();
    HttpHandler all = ops == null ? console : exchange -> route(listen, ops, console, exchange);
    var bind = listen.bind();
    var server = server(bind, all);
    try {
      server.start();
    } catch (RuntimeException e) { // Undertow wraps what the system said
      streams.close();
      throw new Fault(
          "the console's port %s:%d (console.port) cannot be opened: %s"
              .formatted(bind.getHostString(), bind.getPort(), e.getMessage()),
          e);
    }
    return new ConsoleServer(server, streams);
  }

  private static Undertow server(InetSocketAddress bind, HttpHandler handler) {
    return Undertow.builder()
        .addHttpListener(bind.getPort(), bind.getHostString(), handler)
        .setIoThreads(2)
        .setWorkerThreads(THREADS)
        .setWorkerOption(Options.WORKER_TASK_CORE_THREADS, 2)
        .setSocketOption(Options.CONNECTION_HIGH_WATER, MOST_CONNECTIONS)
        .setSocketOption(Options.CONNECTION_LOW_WATER, MOST_CONNECTIONS)
        .setSocketOption(Options.SEND_BUFFER, SEND_BUFFER)
        .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) IDLE.toMillis())
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE.toMillis())
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MOST_HEADER)
        .setServerOption(UndertowOptions.MAX_PARAMETERS, 64)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) Request.MOST_BULK)
        .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
        .build();
  }

  private static boolean isLive(HttpServerExchange exchange) {
    return exchange.getRequestPath().equals(ApiHandler.API + "/live");
  }

  private static void route(
      Listen listen, OpsPages ops, HttpHandler console, HttpServerExchange exchange)
      throws Exception {
    if (!listen.isOfOps(exchange) && listen.isOfConsole(exchange)) {
      console.handleRequest(exchange);
    } else if (exchange.isInIoThread()) {
      exchange.dispatch(inner -> sendOps(ops, inner));
    } else {
      sendOps(ops, exchange);
    }
  }

  private static void sendOps(OpsPages ops, HttpServerExchange exchange) {
    var query = exchange.getQueryString();
    var page =
        ops.answer(
            exchange.getRequestMethod().toString(),
            exchange.getRequestPath(),
            query.isEmpty() ? null : query);
    exchange.setStatusCode(page.code());
    if (page.code() == 204 || page.code() == 405) {
      exchange.getResponseHeaders().put(Headers.ALLOW, OpsPages.ALLOWED);
    }
    if (!page.type().isEmpty()) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, page.type());
    }
    exchange.getResponseSender().send(page.body());
  }

  /** Where it listens, with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
  }

  @Override
  public void close() {
    streams.close();
    server.stop();
  }
}
