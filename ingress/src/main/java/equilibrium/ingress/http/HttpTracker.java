package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.WorkingMemory;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.ClientAddressResolver.Origin;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Arrival;
import equilibrium.ingress.http.connection.ConnectionAcceptor.Behind;
import equilibrium.ingress.http.connection.ConnectionLimits;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.platform.OpenFiles;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Transport;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Methods;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Announces and scrapes over HTTP and HTTPS. The I/O thread of a connection parses and answers
 * requests and never waits: the reply to an announce is kept until its event is durable, and the
 * same thread then sends it.
 */
public final class HttpTracker implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final TrackerService tracker;
  private final RequestCounts counts;
  private final ReplyForm form;
  private final GracefulShutdownHandler requests;
  private final ClientAddressResolver addresses;
  private final FullScrape fullScrape;
  private final ConnectionLimits limits;
  private final HttpServer server;
  private final ThreadLocal<WorkingMemory> memory = ThreadLocal.withInitial(WorkingMemory::new);

  /** Opens the ports; throws a {@link equilibrium.platform.Fault} if it cannot. */
  public HttpTracker(ListenAddress listen, HttpConfig config, TrackerService tracker) {
    this.tracker = tracker;
    this.counts = tracker.counts();
    this.form = new ReplyForm(PeerList.MOST, true, true, true);
    var connections = config.connections();
    this.addresses = new ClientAddressResolver(connections.trustedProxies(), config.forwarded());
    this.fullScrape = new FullScrape(tracker.core(), config.list());
    var deaf = tracker.core().process().outages().of(DrillKind.DEAF);
    this.limits = ConnectionLimits.in(OpenFiles.now(), connections, deaf, counts.metrics());
    var router = new RequestRouter(new Requests(), counts, this::landingPage);
    this.requests = new GracefulShutdownHandler(exchange -> handle(exchange, router));
    counts.serve(Transport.HTTP);
    if (connections.https() != null) {
      counts.serve(Transport.HTTPS);
    }
    this.server =
        new HttpServer(
            listen,
            connections,
            limits,
            requests,
            config.fastPath() ? () -> new FastTracker(tracker, form) : null);
    server.register(counts.metrics());
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
    if (limits.isDeaf()) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
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
      var origin = addresses.of(peer(exchange), exchange.getRequestHeaders());
      var announce = query.announce(source(arrival, origin), key, trace);
      var wire = new HttpAnnounce(exchange, query.list(), externalIp(origin), form);
      tracker.announce(announce, memory.get(), wire);
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
      Replies.send(exchange, ScrapeReply.of(hashes, tracker.core(), memory.get().found()));
    } catch (Malformed e) {
      malformed(exchange, e);
    }
  }

  /** Not status 429: clients take it for a broken tracker, and read no Retry-After. */
  private void limited(HttpServerExchange exchange) {
    counts.count(transport(exchange), End.LIMITED);
    Replies.send(exchange, Replies.limited());
  }

  private void scrapeAll(HttpServerExchange exchange) {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      counts.count(transport(exchange), End.SCRAPED);
      Replies.send(
          exchange, new byte[0]); // the one list of an interval is for a client that reads it
      return;
    }
    var refusal = fullScrape.refusal();
    counts.count(transport(exchange), refusal == null ? End.LISTED : End.REFUSED);
    if (refusal == null) {
      fullScrape.answer(exchange);
    } else {
      Replies.send(exchange, Replies.failure(refusal));
    }
  }

  private void malformed(HttpServerExchange exchange, Malformed e) {
    counts.count(transport(exchange), End.MALFORMED);
    Replies.send(exchange, Replies.failure(String.valueOf(e.getMessage())));
  }

  private static Transport transport(HttpServerExchange exchange) {
    return HttpServer.arrival(exchange).transport();
  }

  private static Source source(Arrival arrival, Origin origin) {
    boolean proxied = origin.proxied() || arrival.behind() == Behind.PROXY_PROTOCOL;
    return new Source(Addresses.of(origin.address()), arrival.transport(), proxied);
  }

  /** The client's own address; null: only a proxy's is known. */
  private static @Nullable InetAddress externalIp(Origin origin) {
    return origin.trusted() ? null : origin.address();
  }

  private static InetAddress peer(HttpServerExchange exchange) {
    return exchange.getSourceAddress().getAddress();
  }

  /** Refuses new requests, sends the replies that wait for their events, and closes. */
  @Override
  public void close() {
    requests.shutdown();
    long endNs = System.nanoTime() + DRAIN.toNanos();
    server.drain(DRAIN);
    try {
      requests.awaitShutdown(Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
