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
import equilibrium.ingress.http.connection.ConnectionAcceptor.Arrival;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.http.connection.ConnectionLimits;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.OpenFiles;
import equilibrium.schemas.event.Transport;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Announces and scrapes over HTTP and HTTPS. The I/O thread of a connection parses and answers
 * requests and never waits: the reply to an announce is kept until its event is durable, and the
 * same thread then sends it.
 */
public final class HttpTracker implements AutoCloseable {
  private static final long DRAIN_MS = 2_000;

  private final Announcer announcer;
  private final EventLog recorder;
  private final RequestCounts counts;
  private final IngressConfig config;
  private final GracefulShutdownHandler requests;
  private final ClientAddressResolver origins;
  private final FullScrape fullScrape;
  private final ConnectionLimits limits;
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
    var connections = http.connections();
    this.origins = new ClientAddressResolver(connections.trustedProxies(), http.forwarded());
    this.fullScrape = new FullScrape(announcer, http.list());
    this.limits = ConnectionLimits.in(OpenFiles.now(), connections, counts.metrics());
    var router = new RequestRouter(new Requests(), counts, this::landingPage);
    this.requests = new GracefulShutdownHandler(exchange -> handle(exchange, router));
    counts.serve(Transport.HTTP);
    if (connections.https() != null) {
      counts.serve(Transport.HTTPS);
    }
    this.server = new HttpServer(http, limits, requests);
  }

  /** The port of HTTP in use, also when any was asked for. */
  public int port() {
    return server.port(Transport.HTTP);
  }

  /** The port of HTTPS in use; 0: HTTPS is not served. */
  public int httpsPort() {
    return server.port(Transport.HTTPS);
  }

  /** Reads the certificate again if its files changed. One thread calls. */
  public void refresh() {
    server.refresh();
  }

  private void handle(HttpServerExchange exchange, RequestRouter router) {
    if (limits.isCrowded()) {
      exchange.setPersistent(false);
    }
    router.handleRequest(exchange);
  }

  private String landingPage() {
    return LandingPage.page(port(), httpsPort());
  }

  /** The requests of clients. */
  private final class Requests implements RequestRouter.Tracker {
    @Override
    public void announce(HttpServerExchange exchange, @Nullable String key) {
      HttpTracker.this.announce(exchange, key);
    }

    @Override
    public void scrape(HttpServerExchange exchange) {
      HttpTracker.this.scrape(exchange);
    }
  }

  private void announce(HttpServerExchange exchange, @Nullable String key) {
    var parameters = QueryString.parse(exchange.getQueryString());
    try {
      var query = new AnnounceQuery(parameters);
      var trace = Fingerprint.of(parameters, exchange.getRequestHeaders());
      var arrival = HttpServer.arrival(exchange);
      var origin = origins.of(peer(exchange), exchange.getRequestHeaders());
      var announce = query.announce(source(arrival, origin), key, trace);
      var visit = visits.get();
      visit.mostPeers = Math.min(config.most(), PeerList.MOST);
      visit.bothFamilies = true;
      switch (announcer.announce(announce, visit)) {
        case Accepted heard -> {
          counts.count(transport(exchange), heard.isEarly() ? End.EARLY : End.ACCEPTED);
          var personal = new Replies.Personal(external(origin), heard.trackerId());
          park(exchange, heard, Replies.announced(visit, heard.waits(), query, personal));
        }
        case Stopped(var waits) -> {
          counts.count(transport(exchange), End.STOPPED);
          var personal = new Replies.Personal(external(origin), null);
          send(exchange, Replies.announced(visit, waits, query, personal));
        }
        case NotAdmitted(var waits, var trackerId) -> {
          counts.count(transport(exchange), End.NOT_ADMITTED);
          var personal = new Replies.Personal(external(origin), trackerId);
          send(exchange, Replies.unrecorded(Replies.announced(visit, waits, query, personal)));
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

  /** Not status 429: clients take it for a broken tracker, and read no Retry-After. */
  private void limited(HttpServerExchange exchange) {
    counts.count(transport(exchange), End.LIMITED);
    send(exchange, Replies.limited());
  }

  private void scrapeAll(HttpServerExchange exchange) {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      counts.count(transport(exchange), End.SCRAPED);
      send(exchange, new byte[0]); // the one list of an interval is for a client that reads it
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
    return HttpServer.arrival(exchange).transport();
  }

  private static Source source(Arrival arrival, Origin origin) {
    boolean proxied = origin.proxied() || arrival.behind() == Behind.PROXY_PROTOCOL;
    return new Source(Addresses.of(origin.address()), arrival.transport(), proxied);
  }

  /** The client's own address; null: only a proxy's is known. */
  private static @Nullable InetAddress external(Origin origin) {
    return origin.trusted() ? null : origin.address();
  }

  private static InetAddress peer(HttpServerExchange exchange) {
    return exchange.getSourceAddress().getAddress();
  }

  private static void send(HttpServerExchange exchange, byte[] body) {
    Replies.send(exchange, body);
  }

  /** Refuses new requests, sends the replies that wait for their events, and closes. */
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
