package equilibrium.anomaly.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.evidence.Found.Place;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Transport;
import org.jspecify.annotations.Nullable;

/**
 * An announce with its place in time and in the log.
 *
 * @param atMs effective time, milliseconds since 1970
 * @param intervalMs the interval that the client was told, in milliseconds of effective time
 */
public record SeenAnnounce(Announced announced, long atMs, Position source, long intervalMs) {
  private static final int PREFIX = 3;

  /** In some clients a {@code left} of 16384 means that the size is not known yet. */
  private static final long LEFT_WITHOUT_METADATA = 16_384;

  private static final long HIGHEST_LEFT = 1L << 62;

  /** Unknown or not said. */
  public static final long UNKNOWN = -1;

  boolean is(AnnounceEvent event) {
    return announced.getEvent() == event;
  }

  boolean isHttp() {
    return announced.getTransport() == Transport.HTTP
        || announced.getTransport() == Transport.HTTPS;
  }

  /** What the peer id claims to be, as {@code -LT}. */
  String client() {
    return new String(announced.getPeerId().bytes(), 0, PREFIX, ISO_8859_1);
  }

  boolean isWebTorrent() {
    return client().equals("-WW");
  }

  long uploaded() {
    return known(announced.getUploaded());
  }

  long downloaded() {
    return known(announced.getDownloaded());
  }

  /** Bytes missing. */
  long left() {
    long left = known(announced.getLeft());
    return left == LEFT_WITHOUT_METADATA || left >= HIGHEST_LEFT ? UNKNOWN : left;
  }

  private static long known(@Nullable Long counter) {
    return counter == null || counter < 0 ? UNKNOWN : counter;
  }

  /** Whether the ingress knew the session before this announce. */
  boolean isKnownSession() {
    return announced.getSessionStartedAtMs() < announced.getReceivedAtMs();
  }

  public Place place() {
    return Place.of(announced.getInfoHash(), announced.getPeerId());
  }

  public Subject subject() {
    boolean proved =
        switch (announced.getTransport()) {
          case HTTP, HTTPS, UDP -> true; // TCP, or a connection id of BEP 15
          case UDP_REPLICATED, UNKNOWN -> false;
        };
    return new Subject(announced.getClientId(), announced.getIdentity(), atMs, proved);
  }
}
