package equilibrium.ingress.announce;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * How many requests had which outcome, by transport. Nothing is logged for a request. Any thread
 * calls.
 */
public final class RequestCounts {

  /** How a request ended. */
  public enum End {
    ACCEPTED(Scope.ALL),
    REFUSED(Scope.ALL),
    MALFORMED(Scope.ALL),
    /** A scrape. */
    SCRAPED(Scope.ALL),
    /** A stop that would be refused: answered, not recorded. */
    STOPPED(Scope.ALL),
    /** Accepted, but answered without peers: the session announced too early. */
    EARLY(Scope.ALL),
    /** Answered, but not entered: there is no room. */
    NOT_ADMITTED(Scope.ALL),
    /** The address asked more than it may. */
    LIMITED(Scope.ALL),

    /** A scrape of all torrents. */
    LISTED(Scope.IF_CONFIGURED),
    /** The page for browsers. */
    LANDING_PAGE(Scope.HTTP),
    /** An OPTIONS request. */
    OPTIONS(Scope.HTTP),
    /** A path that is not served; status 404, or a failure reason for a client. */
    NOT_FOUND(Scope.HTTP),
    /** A method other than GET, HEAD and OPTIONS; status 405. */
    BAD_METHOD(Scope.HTTP),
    /** A request with a body; status 413. */
    BODY(Scope.HTTP),
    /** A body whose length is not clear; status 400, as for all below. */
    BAD_BODY_LENGTH(Scope.HTTP),
    BAD_REQUEST_LINE(Scope.HTTP),
    BAD_HEADER(Scope.HTTP),
    TOO_LONG(Scope.HTTP),
    TOO_MANY_HEADERS(Scope.HTTP),
    TOO_MANY_PARAMETERS(Scope.HTTP),

    /** A connect. */
    CONNECTED(Scope.UDP),
    /** A datagram that gets no answer. */
    IGNORED(Scope.DATAGRAM),
    /** A datagram with a connection id that was never given to its source. */
    UNPROVEN(Scope.DATAGRAM),
    /** A datagram with a connection id that was good once. */
    STALE(Scope.DATAGRAM),
    /** A datagram without a good connection id, from an address that is banned for guessing. */
    BANNED(Scope.DATAGRAM),
    /** A reply that the system would not send; its request is counted for its own outcome too. */
    UNSENT(Scope.DATAGRAM),
    /** A datagram to all nodes that another one answers. */
    ANSWERED_ELSEWHERE(Scope.IF_CONFIGURED);

    private final Scope scope;

    End(Scope scope) {
      this.scope = scope;
    }
  }

  /** The transports on which a request can end so. */
  private enum Scope {
    ALL,
    /** HTTP and HTTPS. */
    HTTP,
    /** UDP in both layouts. */
    UDP,
    /** UDP before the layout is known. */
    DATAGRAM,
    /** Only under a setting: the series begins with the first such request. */
    IF_CONFIGURED;

    private boolean includes(Transport transport) {
      boolean isHttp = transport == Transport.HTTP || transport == Transport.HTTPS;
      return switch (this) {
        case ALL -> true;
        case HTTP -> isHttp;
        case UDP -> !isHttp;
        case DATAGRAM -> transport == Transport.UDP;
        case IF_CONFIGURED -> false;
      };
    }
  }

  private static final int ENDS = End.values().length;
  private final @Nullable Counter[] counters = new Counter[Transport.values().length * ENDS];
  private final MeterRegistry metrics;

  public RequestCounts(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Begins the series of a transport that is served from now on. */
  public void serve(Transport transport) {
    for (End end : End.values()) {
      if (end.scope.includes(transport)) {
        counter(transport, end);
      }
    }
  }

  public void count(Transport transport, End end) {
    counter(transport, end).increment();
  }

  /** For what a wire counts besides requests. */
  public MeterRegistry metrics() {
    return metrics;
  }

  /** Registering twice gives the same counter, so that no lock is needed. */
  private Counter counter(Transport transport, End end) {
    int index = index(transport, end);
    var counter = counters[index];
    if (counter == null) {
      counter =
          Counter.builder("equilibrium_requests_total")
              .description("Requests of clients, by transport and outcome")
              .tag("transport", EnumText.of(transport))
              .tag("outcome", EnumText.of(end))
              .register(metrics);
      counters[index] = counter;
    }
    return counter;
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this object
  private static int index(Transport transport, End end) {
    return transport.ordinal() * ENDS + end.ordinal();
  }
}
