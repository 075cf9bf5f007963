package equilibrium.ingress.announce;

import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts requests by transport and outcome. Requests are not logged. */
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
    /** A datagram with a connection id that its source was never given. */
    UNPROVEN,
    /** A datagram with a connection id that has expired. */
    STALE,
    /** A datagram without a good connection id, from an address that is banned for guessing. */
    BANNED,
    STOPPED,
    /** Accepted, but answered without peers: one early announce too many. */
    EARLY,
    /** Answered, but kept out of its swarm by a limit. */
    NOT_ADMITTED,
    /** The address exceeded its limit of requests. */
    LIMITED,
    /** A multicast datagram that another node answers. */
    ANSWERED_ELSEWHERE,
    /** A UDP reply that the system did not send; its request is counted by its outcome too. */
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

  /** For other metrics of a wire. */
  public MeterRegistry metrics() {
    return metrics;
  }
}
