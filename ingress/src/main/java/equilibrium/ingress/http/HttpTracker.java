package equilibrium.ingress.http;

import equilibrium.ingress.Addresses;
import equilibrium.ingress.Announce.Source;
import equilibrium.ingress.Announcer;
import equilibrium.ingress.Counts;
import equilibrium.ingress.Counts.End;
import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.Outcome.Farewell;
import equilibrium.ingress.Outcome.Heard;
import equilibrium.ingress.Outcome.Limited;
import equilibrium.ingress.Outcome.Refused;
import equilibrium.ingress.Outcome.Unentered;
import equilibrium.ingress.Recorder;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.Transport;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * Announces and scrapes over HTTP. Requests are parsed and answered on the I/O thread, which never
 * waits: an announce's reply is parked until its event is durable and then sent by the same thread.
 */
public final class HttpTracker implements AutoCloseable {
  private static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final long DRAIN_MS = 2_000;
  private static final String LANDING =
      "This is a BitTorrent tracker, Equilibrium. Announce at /announce or /{key}/announce.\n";

  private final Announcer announcer;
  private final Recorder recorder;
  private final Counts counts;
  private final IngressConfig config;
  private final GracefulShutdownHandler requests = new GracefulShutdownHandler(this::handle);
  private final Undertow server;
  private final ThreadLocal<Visit> visits = ThreadLocal.withInitial(Visit::new);

  /** Opens the port; throws a {@link Fault} if it cannot. */
  public HttpTracker(IngressConfig config, Announcer announcer, Recorder recorder, Counts counts) {
    this.config = config;
    this.announcer = announcer;
    this.recorder = recorder;
    this.counts = counts;
    this.server =
        Undertow.builder()
            .addHttpListener(config.port(), config.host())
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 8192)
            .setServerOption(UndertowOptions.MAX_HEADERS, 32)
            .setServerOption(UndertowOptions.MAX_PARAMETERS, 128)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 1L)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 5_000)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, 30_000)
            .setSocketOption(Options.BACKLOG, 4096)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, config.limits().connections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, config.limits().connections())
            .setHandler(requests)
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new Fault(
          "HTTP cannot listen on %s port %d (ingress.port): %s"
              .formatted(config.host(), config.port(), rootOf(e).getMessage()),
          e);
    }
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  /** The port in use, also when any was asked for. */
  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  private void handle(HttpServerExchange exchange) {
    var method = exchange.getRequestMethod();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      end(exchange, StatusCodes.METHOD_NOT_ALLOWED, "GET only\n");
      return;
    }
    switch (TrackerPath.of(exchange.getRequestPath())) {
      case TrackerPath.Announce(String key) -> announce(exchange, key);
      case TrackerPath.Scrape() -> scrape(exchange);
      case TrackerPath.Landing() -> end(exchange, StatusCodes.OK, LANDING);
      case TrackerPath.Nowhere() -> end(exchange, StatusCodes.NOT_FOUND, "not found\n");
    }
  }

  private void announce(HttpServerExchange exchange, @Nullable String key) {
    var parameters = QueryString.parse(exchange.getQueryString());
    try {
      var query = new AnnounceQuery(parameters);
      var trace = Fingerprint.of(parameters, exchange.getRequestHeaders());
      var announce = query.announce(source(exchange), key, trace);
      var visit = visits.get();
      visit.mostPeers = Math.min(config.most(), PeerList.MOST);
      visit.bothFamilies = true;
      switch (announcer.announce(announce, visit)) {
        case Heard heard -> {
          counts.count(Transport.HTTP, heard.isEarly() ? End.EARLY : End.HEARD);
          var told = new Replies.Told(address(exchange), heard.trackerId());
          park(exchange, heard, Replies.announced(visit, heard.waits(), query, told));
        }
        case Farewell(var waits) -> {
          counts.count(Transport.HTTP, End.FAREWELL);
          var told = new Replies.Told(address(exchange), null);
          send(exchange, Replies.announced(visit, waits, query, told));
        }
        case Unentered(var waits) -> {
          counts.count(Transport.HTTP, End.UNENTERED);
          var told = new Replies.Told(address(exchange), null);
          send(exchange, Replies.unrecorded(Replies.announced(visit, waits, query, told)));
        }
        case Refused(String reason) -> {
          counts.count(Transport.HTTP, End.REFUSED);
          send(exchange, Replies.failure(reason));
        }
        case Limited() -> limited(exchange);
      }
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Leaves the exchange open until the event is durable; the answer is ready. */
  private void park(HttpServerExchange exchange, Heard heard, byte[] body) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            recorder.record(
                heard,
                recorded ->
                    exchange
                        .getIoThread()
                        .execute(
                            () -> send(exchange, recorded ? body : Replies.unrecorded(body)))));
  }

  private void scrape(HttpServerExchange exchange) {
    try {
      if (!announcer.admission().mayScrape(source(exchange).address())) {
        limited(exchange);
        return;
      }
      var hashes = ScrapeReply.hashes(QueryString.parse(exchange.getQueryString()));
      counts.count(Transport.HTTP, End.SCRAPED);
      send(exchange, ScrapeReply.of(hashes, announcer, visits.get()));
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Not status 429: to clients that is a broken tracker, and none reads when to come back. */
  private void limited(HttpServerExchange exchange) {
    counts.count(Transport.HTTP, End.LIMITED);
    send(exchange, Replies.limited());
  }

  private void malformed(HttpServerExchange exchange, Malformed e) {
    counts.count(Transport.HTTP, End.MALFORMED);
    send(exchange, Replies.failure(String.valueOf(e.getMessage())));
  }

  private static Source source(HttpServerExchange exchange) {
    return new Source(Addresses.of(address(exchange)), Transport.HTTP, false);
  }

  private static InetAddress address(HttpServerExchange exchange) {
    return exchange.getSourceAddress().getAddress();
  }

  private static void send(HttpServerExchange exchange, byte[] body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private static void end(HttpServerExchange exchange, int status, String text) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(text);
  }

  /** Takes nothing new, lets the replies that are parked go out, and closes. */
  @Override
  public void close() {
    requests.shutdown();
    try {
      requests.awaitShutdown(DRAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
  }
}
