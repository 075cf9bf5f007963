package equilibrium.ingress.http;

import equilibrium.ingress.http.connection.ConnectionAcceptor;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.http.connection.ConnectionLimits;
import equilibrium.ingress.http.connection.Tls;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The sockets of HTTP and HTTPS. Undertow reads and writes HTTP; what comes before it is a {@link
 * ConnectionAcceptor}'s, which is why its listeners are put together here and not by its builder.
 */
final class HttpServer implements AutoCloseable {

  /** How a request came. */
  record Arrival(Transport transport, Behind behind) {}

  private static final AttachmentKey<Arrival> WAY = AttachmentKey.create(Arrival.class);
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final OptionMap SOCKETS =
      OptionMap.builder()
          .set(Options.TCP_NODELAY, true)
          .set(Options.REUSE_ADDRESSES, true)
          .set(Options.BACKLOG, 4096)
          .getMap();

  private final HttpConfig config;
  private final HttpHandler handler;
  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
  private final XnioWorker worker;
  private final ConnectionLimits guests;
  private final ConnectionAcceptor door;
  private final @Nullable Tls tls;
  private final Map<Transport, Map<Behind, HttpOpenListener>> listeners =
      new EnumMap<>(Transport.class);
  private final List<AcceptingChannel<? extends StreamConnection>> ports = new ArrayList<>();

  /** Opens the ports; throws a {@link Fault} if it cannot. */
  HttpServer(
      ListenAddress listen,
      HttpConfig config,
      ClientAddressResolver origins,
      HttpHandler handler,
      MeterRegistry metrics) {
    this.config = config;
    this.handler = handler;
    var xnio = Xnio.getInstance(HttpServer.class.getClassLoader());
    var https = this.config.https();
    this.tls = https == null ? null : new Tls(https, xnio, buffers);
    this.guests = new ConnectionLimits(config.connections(), config, metrics);
    this.worker = worker(xnio);
    this.door = new ConnectionAcceptor(this.config, origins, guests, tls, this::open);
    try {
      listen(Transport.HTTP, listen.host(), listen.port());
      if (https != null) {
        listen(Transport.HTTPS, listen.host(), https.port());
      }
    } catch (Fault e) {
      close();
      throw e;
    }
  }

  private static XnioWorker worker(Xnio xnio) {
    try {
      return xnio.createWorker(
          OptionMap.builder()
              .set(Options.WORKER_NAME, "http")
              .set(Options.WORKER_IO_THREADS, THREADS)
              .set(Options.WORKER_TASK_CORE_THREADS, THREADS) // handshakes are worked out there
              .set(Options.WORKER_TASK_MAX_THREADS, THREADS)
              .set(Options.TCP_NODELAY, true)
              .getMap());
    } catch (IOException e) {
      throw new Fault("HTTP cannot start its threads: " + e.getMessage(), e);
    }
  }

  private void listen(Transport transport, String host, int port) {
    var byKind = new EnumMap<Behind, HttpOpenListener>(Behind.class);
    for (Behind behind : Behind.values()) {
      byKind.put(behind, listener(new Arrival(transport, behind)));
    }
    listeners.put(transport, byKind);
    try {
      var accepting =
          worker.createStreamConnectionServer(
              new InetSocketAddress(host, port),
              ChannelListeners.openListenerAdapter(connection -> door.knock(connection, transport)),
              SOCKETS);
      ports.add(accepting);
      accepting.resumeAccepts();
    } catch (IOException e) {
      throw new Fault(
          "%s cannot listen on %s port %d (%s.port): %s"
              .formatted(
                  transport,
                  host,
                  port,
                  transport == Transport.HTTPS ? "https" : "ingress",
                  e.getMessage()),
          e);
    }
  }

  private HttpOpenListener listener(Arrival way) {
    var listener = new HttpOpenListener(buffers, options(way.behind()));
    listener.setRootHandler(exchange -> {
      exchange.putAttachment(WAY, way);
      handler.handleRequest(exchange);
    });
    return listener;
  }

  private OptionMap options(Behind behind) {
    var times = config.times();
    var idle = behind == Behind.PROXY ? times.proxyIdle() : times.idle();
    return OptionMap.builder()
        // else a reply waits until the request behind it is complete
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
        .set(UndertowOptions.ALWAYS_SET_DATE, false)
        .set(UndertowOptions.MAX_HEADER_SIZE, 8192)
        .set(UndertowOptions.MAX_HEADERS, 32)
        .set(UndertowOptions.MAX_PARAMETERS, 128)
        .set(UndertowOptions.MAX_ENTITY_SIZE, 1L)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(times.request()))
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(idle))
        .set(UndertowOptions.IDLE_TIMEOUT, millis(idle.plus(Duration.ofSeconds(20))))
        .getMap();
  }

  private static int millis(Duration time) {
    return Math.toIntExact(time.toMillis());
  }

  private void open(StreamConnection connection, Transport transport, Behind behind) {
    var byKind = listeners.get(transport);
    var listener = byKind == null ? null : byKind.get(behind);
    if (listener == null) {
      IoUtils.safeClose(connection);
    } else {
      listener.handleEvent(connection);
    }
  }

  /** How a request came. */
  static Arrival way(HttpServerExchange exchange) {
    return exchange.getAttachment(WAY);
  }

  /** The port in use for a transport, also when any was asked for; 0: none. */
  int port(Transport transport) {
    int place = transport == Transport.HTTPS ? 1 : 0;
    return place < ports.size()
        ? ports.get(place).getLocalAddress(InetSocketAddress.class).getPort()
        : 0;
  }

  /** Whether replies should end their connections, for there are nearly too many. */
  boolean isCrowded() {
    return guests.isCrowded();
  }

  /** Looks whether the certificate changed. */
  void refresh() {
    if (tls != null) {
      tls.refresh();
    }
  }

  @Override
  public void close() {
    ports.forEach(IoUtils::safeClose);
    listeners.values().forEach(kinds -> kinds.values().forEach(HttpOpenListener::closeConnections));
    worker.shutdownNow();
  }
}
