package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.ClientAddressResolver.Origin;
import equilibrium.ingress.http.HttpServer.Arrival;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Transport;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Announces and scrapes over HTTP and HTTPS. Requests are parsed and answered on the I/O thread,
 * which never waits: an announce's reply is parked until its event is durable and then sent by the
 * same thread.
 */
public final class HttpTracker implements AutoCloseable {
  private static final long DRAIN_MS = 2_000;

  private final TrackerService tracker;
  private final RequestCounts counts;
  private final ReplyForm form;
  private final GracefulShutdownHandler requests = new GracefulShutdownHandler(this::handle);
  private final ClientAddressResolver addresses;
  private final FullScrape fullScrape;
  private final HttpServer server;
  private final ThreadLocal<Visit> visits = ThreadLocal.withInitial(Visit::new);

  /** Opens the ports; throws a {@link equilibrium.platform.Fault} if it cannot. */
  public HttpTracker(ListenAddress listen, HttpConfig config, TrackerService tracker) {
    this.tracker = tracker;
    this.counts = tracker.counts();
    int mostPeers = Math.min(tracker.core().policy().mostPeers(), PeerList.MOST);
    this.form = new ReplyForm(mostPeers, true, true);
    this.addresses = new ClientAddressResolver(config.trustedProxies(), config.forwarded());
    this.fullScrape = new FullScrape(tracker.core(), config.list());
    this.server = new HttpServer(listen, config, addresses, requests, counts.metrics());
  }

  /** The port of HTTP in use, also when any was asked for. */
  public int port() {
    return server.port(Transport.HTTP);
  }

  /** The same of HTTPS; 0: there is none. */
  public int httpsPort() {
    return server.port(Transport.HTTPS);
  }

  /** Reads the certificate again if its files have changed. One thread calls. */
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
      var origin = addresses.of(peer(exchange), exchange.getRequestHeaders());
      var announce = query.announce(source(way, origin), key, trace);
      var wire = new HttpAnnounce(exchange, query, externalIp(origin), form);
      tracker.announce(announce, visits.get(), wire);
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  private void scrape(HttpServerExchange exchange) {
    try {
      var origin = addresses.of(peer(exchange), exchange.getRequestHeaders());
      if (!tracker.core().admission().mayScrape(Addresses.of(origin.address()))) {
        limited(exchange);
        return;
      }
      var hashes = ScrapeReply.hashes(QueryString.parse(exchange.getQueryString()));
      if (hashes.isEmpty()) {
        scrapeAll(exchange);
        return;
      }
      counts.count(transport(exchange), End.SCRAPED);
      HttpAnnounce.send(exchange, ScrapeReply.of(hashes, tracker.core(), visits.get().found()));
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Not status 429: to clients that is a broken tracker, and none reads when to come back. */
  private void limited(HttpServerExchange exchange) {
    counts.count(transport(exchange), End.LIMITED);
    HttpAnnounce.send(exchange, Replies.limited());
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
      HttpAnnounce.send(exchange, Replies.failure(refusal));
    }
  }

  private void malformed(HttpServerExchange exchange, Malformed e) {
    counts.count(transport(exchange), End.MALFORMED);
    HttpAnnounce.send(exchange, Replies.failure(String.valueOf(e.getMessage())));
  }

  private static Transport transport(HttpServerExchange exchange) {
    return HttpServer.way(exchange).transport();
  }

  private static Source source(Arrival way, Origin origin) {
    boolean proxied = origin.proxied() || way.behind() == Behind.PROXY_PROTOCOL;
    return new Source(Addresses.of(origin.address()), way.transport(), proxied);
  }

  /** What the client may be told of its address; a proxy's is not its own. */
  private static @Nullable InetAddress externalIp(Origin origin) {
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
