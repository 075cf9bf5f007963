package equilibrium.ingress.http;

import equilibrium.ingress.http.connection.ConnectionAcceptor;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Arrival;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.http.connection.ConnectionConfig;
import equilibrium.ingress.http.connection.ConnectionLimits;
import equilibrium.ingress.http.connection.FastPort;
import equilibrium.ingress.http.connection.FastPort.Around;
import equilibrium.ingress.http.connection.FastRequests;
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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The ports of HTTP and HTTPS. A {@link ConnectionAcceptor} takes each connection first and then
 * gives it to one of Undertow's listeners, which are therefore made here, and not by Undertow's
 * builder.
 */
final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final AttachmentKey<Arrival> ARRIVAL = AttachmentKey.create(Arrival.class);
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int AMPLE = 1_000;
  private static final OptionMap SOCKETS =
      OptionMap.builder()
          .set(Options.TCP_NODELAY, true)
          .set(Options.REUSE_ADDRESSES, true)
          .set(Options.BACKLOG, 4096)
          .getMap();

  private final ConnectionConfig config;
  private final HttpHandler handler;
  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
  private final XnioWorker worker;
  private final ConnectionLimits limits;
  private final ConnectionAcceptor acceptor;
  private final @Nullable Tls tls;
  private final Map<Arrival, HttpOpenListener> listeners = new HashMap<>();
  private final Map<Transport, AcceptingChannel<? extends StreamConnection>> ports =
      new EnumMap<>(Transport.class);
  private @Nullable FastPort fastPort;

  /**
   * Opens the ports; throws a {@link Fault} if it cannot.
   *
   * @param fast makes what answers requests on the fast path of one thread; null: Undertow answers
   *     all
   */
  HttpServer(
      ListenAddress listen,
      ConnectionConfig config,
      ConnectionLimits limits,
      HttpHandler handler,
      @Nullable Supplier<FastRequests> fast) {
    this.config = config;
    this.handler = handler;
    this.limits = limits;
    var xnio = Xnio.getInstance(HttpServer.class.getClassLoader());
    var https = this.config.https();
    this.tls = https == null ? null : new Tls(https, xnio, buffers);
    this.worker = worker(xnio);
    this.acceptor = new ConnectionAcceptor(this.config, limits, tls, this::open);
    try {
      listenFast(listen, fast);
      if (fastPort == null) {
        listen(Transport.HTTP, listen.host(), listen.port());
      }
      if (https != null) {
        listen(Transport.HTTPS, listen.host(), https.port());
      }
    } catch (Fault e) {
      close();
      throw e;
    }
    ports.values().forEach(AcceptingChannel::resumeAccepts);
  }

  private Around around() {
    return new Around(config, limits, acceptor, worker);
  }

  /**
   * At the high water mark accepts wait until a connection ends. A lower low water mark would lose
   * places: an I/O thread that counted its last one for a connection that another thread took would
   * wait for one of its own to end.
   */
  private OptionMap sockets() {
    int most = around().mostOfPort();
    return OptionMap.builder()
        .addAll(SOCKETS)
        .set(Options.CONNECTION_HIGH_WATER, most)
        .set(Options.CONNECTION_LOW_WATER, most)
        .getMap();
  }

  private static XnioWorker worker(Xnio xnio) {
    try {
      return xnio.createWorker(
          OptionMap.builder()
              .set(Options.WORKER_NAME, "http")
              .set(Options.WORKER_IO_THREADS, THREADS)
              .set(Options.WORKER_TASK_CORE_THREADS, THREADS) // for TLS handshakes
              .set(Options.WORKER_TASK_MAX_THREADS, THREADS)
              .set(Options.TCP_NODELAY, true)
              .getMap());
    } catch (IOException e) {
      throw new Fault("HTTP cannot start its threads: " + e.getMessage(), e);
    }
  }

  /** HTTP with the fast path, if it is wanted and this XNIO lets it. */
  private void listenFast(ListenAddress listen, @Nullable Supplier<FastRequests> fast) {
    if (fast == null) {
      return;
    }
    serve(Transport.HTTP);
    var at = new InetSocketAddress(listen.host(), listen.port());
    try {
      fastPort = FastPort.open(around(), at, fast);
    } catch (IOException e) {
      throw notListening(Transport.HTTP, listen.host(), listen.port(), e);
    }
    if (fastPort == null) {
      LOG.atWarn()
          .log("no fast path for announces over HTTP: this version of XNIO has other types");
    }
  }

  private void serve(Transport transport) {
    for (Behind behind : Behind.values()) {
      var arrival = new Arrival(transport, behind);
      listeners.put(arrival, listener(arrival));
    }
  }

  private void listen(Transport transport, String host, int port) {
    serve(transport);
    try {
      var accepting =
          worker.createStreamConnectionServer(
              new InetSocketAddress(host, port),
              ChannelListeners.openListenerAdapter(stream -> acceptor.accept(stream, transport)),
              sockets());
      ports.put(transport, accepting);
    } catch (IOException e) {
      throw notListening(transport, host, port, e);
    }
  }

  private static Fault notListening(Transport transport, String host, int port, IOException e) {
    var setting = transport == Transport.HTTPS ? "https" : "ingress";
    return new Fault(
        "%s cannot listen on %s port %d (%s.port): %s"
            .formatted(transport, host, port, setting, e.getMessage()),
        e);
  }

  private HttpOpenListener listener(Arrival arrival) {
    var listener = new HttpOpenListener(buffers, options(arrival.behind()));
    listener.setRootHandler(exchange -> {
      exchange.putAttachment(ARRIVAL, arrival);
      handler.handleRequest(exchange);
    });
    return listener;
  }

  private OptionMap options(Behind behind) {
    var times = config.times();
    var idle = behind == Behind.PROXY ? times.proxyIdle() : times.idle();
    return OptionMap.builder()
        // true: a reply would wait until the request behind it is complete
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
        .set(UndertowOptions.ALWAYS_SET_DATE, false)
        .set(UndertowOptions.MAX_HEADER_SIZE, BUFFER_BYTES)
        .set(UndertowOptions.MAX_HEADERS, AMPLE) // RequestReader refuses what is too large
        .set(UndertowOptions.MAX_PARAMETERS, AMPLE)
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(idle))
        .set(UndertowOptions.IDLE_TIMEOUT, millis(idle.plus(Duration.ofSeconds(20))))
        .getMap();
  }

  private static int millis(Duration time) {
    return Math.toIntExact(time.toMillis());
  }

  private void open(StreamConnection stream, Arrival arrival) {
    var listener = listeners.get(arrival);
    if (listener == null) {
      IoUtils.safeClose(stream);
    } else {
      listener.handleEvent(stream);
    }
  }

  /** How a request came. */
  static Arrival arrival(HttpServerExchange exchange) {
    return exchange.getAttachment(ARRIVAL);
  }

  /** The port in use for a transport, also when any was asked for; 0: none. */
  int port(Transport transport) {
    if (transport == Transport.HTTP && fastPort != null) {
      return fastPort.port();
    }
    var accepting = ports.get(transport);
    return accepting == null ? 0 : accepting.getLocalAddress(InetSocketAddress.class).getPort();
  }

  /** Without HTTPS there is nothing to show. */
  void register(MeterRegistry metrics) {
    if (tls != null) {
      tls.register(metrics);
    }
  }

  /** Reads the certificate again if its files changed. */
  void refresh() {
    if (tls != null) {
      tls.refresh();
    }
  }

  /** Waits until the answers that the fast path owes are sent; new requests go to Undertow. */
  void drain(Duration patience) {
    if (fastPort != null) {
      fastPort.drain(patience);
    }
  }

  /**
   * Closes all connections. The threads that do it are there once, so a second call does nothing.
   */
  @Override
  public void close() {
    if (worker.isShutdown()) {
      return;
    }
    if (fastPort != null) {
      fastPort.close();
    }
    ports.values().forEach(IoUtils::safeClose);
    listeners.values().forEach(HttpOpenListener::closeConnections);
    worker.shutdownNow();
  }
}
