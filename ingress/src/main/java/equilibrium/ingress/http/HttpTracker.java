package equilibrium.ingress.http;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.Announcer;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.ClientAddressResolver.Origin;
import equilibrium.ingress.http.HttpServer.Arrival;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Transport;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Announces and scrapes over HTTP and HTTPS. Requests are parsed and answered on the I/O thread,
 * which never waits: an announce's reply is parked until its event is durable and then sent by the
 * same thread.
 */
public final class HttpTracker implements AutoCloseable {
  private static final long DRAIN_MS = 2_000;

  private final Announcer announcer;
  private final EventLog recorder;
  private final RequestCounts counts;
  private final IngressConfig config;
  private final GracefulShutdownHandler requests = new GracefulShutdownHandler(this::handle);
  private final ClientAddressResolver origins;
  private final FullScrape fullScrape;
  private final HttpServer server;
  private final ThreadLocal<Visit> visits = ThreadLocal.withInitial(Visit::new);

  /** Opens the ports; throws a {@link equilibrium.platform.Fault} if it cannot. */
  public HttpTracker(
      IngressConfig config, Announcer announcer, EventLog recorder, RequestCounts counts) {
    this.config = config;
    this.announcer = announcer;
    this.recorder = recorder;
    this.counts = counts;
    var http = config.http();
    this.origins = new ClientAddressResolver(http.trustedProxies(), http.forwarded());
    this.fullScrape = new FullScrape(announcer, http.list());
    this.server = new HttpServer(config, origins, requests, counts.metrics());
  }

  /** The port of HTTP in use, also when any was asked for. */
  public int port() {
    return server.port(Transport.HTTP);
  }

  /** The same of HTTPS; 0: there is none. */
  public int httpsPort() {
    return server.port(Transport.HTTPS);
  }

  /** Looks whether the certificate changed. One thread calls. */
  public void refresh() {
    server.refresh();
  }

  private void handle(HttpServerExchange exchange) {
    if (server.isCrowded()) {
      exchange.setPersistent(false);
    }
    if (!exchange.isRequestComplete()) {
      refuseBody(exchange);
      return;
    }
    var method = exchange.getRequestMethod();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      end(exchange, StatusCodes.METHOD_NOT_ALLOWED, "GET only\n");
      return;
    }
    switch (TrackerPath.of(exchange.getRequestPath())) {
      case TrackerPath.Announce(String key) -> announce(exchange, key);
      case TrackerPath.Scrape() -> scrape(exchange);
      case TrackerPath.Landing() -> {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/html; charset=utf-8");
        exchange.getResponseSender().send(LandingPage.page(port(), httpsPort()));
      }
      case TrackerPath.Nowhere() -> end(exchange, StatusCodes.NOT_FOUND, "not found\n");
    }
  }

  private void announce(HttpServerExchange exchange, @Nullable String key) {
    var parameters = QueryString.parse(exchange.getQueryString());
    try {
      var query = new AnnounceQuery(parameters);
      var trace = Fingerprint.of(parameters, exchange.getRequestHeaders());
      var way = HttpServer.way(exchange);
      var origin = origins.of(peer(exchange), exchange.getRequestHeaders());
      var announce = query.announce(source(way, origin), key, trace);
      var visit = visits.get();
      visit.mostPeers = Math.min(config.most(), PeerList.MOST);
      visit.bothFamilies = true;
      switch (announcer.announce(announce, visit)) {
        case Accepted heard -> {
          counts.count(transport(exchange), heard.isEarly() ? End.EARLY : End.ACCEPTED);
          var told = new Replies.Told(external(origin), heard.trackerId());
          park(exchange, heard, Replies.announced(visit, heard.waits(), query, told));
        }
        case Stopped(var waits) -> {
          counts.count(transport(exchange), End.STOPPED);
          var told = new Replies.Told(external(origin), null);
          send(exchange, Replies.announced(visit, waits, query, told));
        }
        case NotAdmitted(var waits, var trackerId) -> {
          counts.count(transport(exchange), End.NOT_ADMITTED);
          var told = new Replies.Told(external(origin), trackerId);
          send(exchange, Replies.unrecorded(Replies.announced(visit, waits, query, told)));
        }
        case Refused(String reason) -> {
          counts.count(transport(exchange), End.REFUSED);
          send(exchange, Replies.failure(reason));
        }
        case Limited() -> limited(exchange);
      }
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Leaves the exchange open until the event is durable; the answer is ready. */
  private void park(HttpServerExchange exchange, Accepted heard, byte[] body) {
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
      var origin = origins.of(peer(exchange), exchange.getRequestHeaders());
      if (!announcer.admission().mayScrape(Addresses.of(origin.address()))) {
        limited(exchange);
        return;
      }
      var hashes = ScrapeReply.hashes(QueryString.parse(exchange.getQueryString()));
      if (hashes.isEmpty()) {
        scrapeAll(exchange);
        return;
      }
      counts.count(transport(exchange), End.SCRAPED);
      send(exchange, ScrapeReply.of(hashes, announcer, visits.get()));
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Not status 429: to clients that is a broken tracker, and none reads when to come back. */
  private void limited(HttpServerExchange exchange) {
    counts.count(transport(exchange), End.LIMITED);
    send(exchange, Replies.limited());
  }

  private void scrapeAll(HttpServerExchange exchange) {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      end(exchange, StatusCodes.OK, ""); // a look is not worth the list's only turn
      return;
    }
    var refusal = fullScrape.refusal();
    counts.count(transport(exchange), refusal == null ? End.LISTED : End.REFUSED);
    if (refusal == null) {
      fullScrape.answer(exchange);
    } else {
      send(exchange, Replies.failure(refusal));
    }
  }

  private void malformed(HttpServerExchange exchange, Malformed e) {
    counts.count(transport(exchange), End.MALFORMED);
    send(exchange, Replies.failure(String.valueOf(e.getMessage())));
  }

  private static Transport transport(HttpServerExchange exchange) {
    return HttpServer.way(exchange).transport();
  }

  private static Source source(Arrival way, Origin origin) {
    boolean proxied = origin.proxied() || way.behind() == Behind.PROXY_PROTOCOL;
    return new Source(Addresses.of(origin.address()), way.transport(), proxied);
  }

  /** What the client may be told of its address; a proxy's is not its own. */
  private static @Nullable InetAddress external(Origin origin) {
    return origin.trusted() ? null : origin.address();
  }

  private static InetAddress peer(HttpServerExchange exchange) {
    return exchange.getSourceAddress().getAddress();
  }

  /** No request here has one. It is not read: it might trickle. */
  private static void refuseBody(HttpServerExchange exchange) {
    exchange.setStatusCode(StatusCodes.REQUEST_ENTITY_TOO_LARGE);
    exchange.setPersistent(false);
    exchange
        .getResponseSender()
        .send(
            "no body expected\n",
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange answered, Sender sender) {
                IoUtils.safeClose(answered.getConnection());
              }

              @Override
              public void onException(HttpServerExchange failed, Sender sender, IOException e) {
                IoUtils.safeClose(failed.getConnection());
              }
            });
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
    server.close();
  }
}
