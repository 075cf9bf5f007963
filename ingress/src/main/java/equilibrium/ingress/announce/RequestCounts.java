package equilibrium.ingress.announce;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How many requests came to what end, by transport. Nothing is logged for a request. */
public final class RequestCounts {

  /** How a request ended. */
  public enum End {
    ACCEPTED,
    REFUSED,
    MALFORMED,
    /** A scrape. */
    SCRAPED,
    /** A scrape of all torrents. */
    LISTED,
    /** A UDP connect. */
    CONNECTED,
    /** A datagram that gets no answer. */
    IGNORED,
    /** A datagram with a connection id that was never given to its source. */
    UNPROVEN,
    /** A datagram with a connection id that was good once. */
    STALE,
    /** A datagram without a good connection id, from an address that is banned for guessing. */
    BANNED,
    STOPPED,
    /** Accepted, but answered without peers: the session announced too early. */
    EARLY,
    /** Answered, but not entered: there is no room. */
    NOT_ADMITTED,
    /** The address asked more than it may. */
    LIMITED,
    /** A datagram to all nodes that another one answers. */
    ANSWERED_ELSEWHERE,
    /** A reply over UDP that the system would not send; its request came to another end too. */
    UNSENT
  }

  private static final int ENDS = End.values().length;
  private final Counter[] counters = new Counter[Transport.values().length * ENDS];

  private final MeterRegistry metrics;

  public RequestCounts(MeterRegistry metrics) {
    this.metrics = metrics;
    for (Transport transport : Transport.values()) {
      for (End end : End.values()) {
        counters[index(transport, end)] =
            metrics.counter(
                "equilibrium_requests_total",
                "transport",
                EnumText.of(transport),
                "outcome",
                EnumText.of(end));
      }
    }
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this object
  private static int index(Transport transport, End end) {
    return transport.ordinal() * ENDS + end.ordinal();
  }

  public void count(Transport transport, End end) {
    counters[index(transport, end)].increment();
  }

  /** For what a wire counts besides requests. */
  public MeterRegistry metrics() {
    return metrics;
  }
}
