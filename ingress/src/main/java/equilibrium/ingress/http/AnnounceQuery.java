package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.announce.ClientNumbers;
import equilibrium.ingress.http.QueryString.Parameter;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Encryption;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an announce from its query (BEP 3, 7, 21, 23; docs/protocol.md H1 to H12). Used once. */
final class AnnounceQuery {

  /** The query is no announce. The message says what was expected, and never echoes input. */
  static final class Malformed extends Exception {
    Malformed(String expected) {
      super(expected, null, false, false);
    }
  }

  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,8}");
  private static final int MOST_PORT = 65_535;
  private static final int UNREADABLE_PORT = -1;

  private byte @Nullable [] infoHash;
  private byte @Nullable [] peerId;
  private int port;
  private long uploaded = Announce.NOT_SAID;
  private long downloaded = Announce.NOT_SAID;
  private long left = Announce.NOT_SAID;
  private long corrupt = Announce.NOT_SAID;
  private long redundant = Announce.NOT_SAID;
  private final Announce announce = new Announce();
  private Encryption encryption = Encryption.UNSAID;
  private @Nullable String trackerId;
  private boolean compact = true;
  private boolean withPeerIds = true;

  AnnounceQuery(List<Parameter> parameters) throws Malformed {
    for (Parameter parameter : parameters) {
      read(parameter);
    }
  }

  private void read(Parameter parameter) throws Malformed {
    switch (parameter.name()) {
      case "info_hash" -> infoHash = twenty(parameter);
      case "peer_id" -> peerId = twenty(parameter);
      case "port" -> port = port(parameter.text());
      case "event" -> announce.event(event(parameter.text()));
      case "uploaded" -> uploaded = ClientNumbers.counter(parameter.text());
      case "downloaded" -> downloaded = ClientNumbers.counter(parameter.text());
      case "left" -> left = ClientNumbers.counter(parameter.text());
      case "corrupt" -> corrupt = ClientNumbers.counter(parameter.text());
      case "redundant" -> redundant = ClientNumbers.counter(parameter.text());
      case "ip", "ipv4", "ipv6" -> claim(parameter.text());
      case "key" -> announce.key(key(parameter.text()));
      case "numwant" -> announce.numWant(ClientNumbers.numWant(parameter.text()));
      case "compact" -> compact = !parameter.text().equals("0");
      case "no_peer_id" -> withPeerIds = !parameter.text().equals("1");
      case "trackerid" -> trackerId = parameter.text();
      case "supportcrypto" -> encrypt(parameter, Encryption.SUPPORTED);
      case "requirecrypto" -> encrypt(parameter, Encryption.REQUIRED);
      default -> {} // the BEPs ask to ignore unknown parameters
    }
  }

  /** The announce that was read, with its source. */
  Announce announce(Source source, @Nullable String announceKey, Trace trace) throws Malformed {
    if (infoHash == null) {
      throw new Malformed("info_hash is missing, expected 20 bytes");
    }
    if (peerId == null) {
      throw new Malformed("peer_id is missing, expected 20 bytes");
    }
    if (port == UNREADABLE_PORT && announce.event() != AnnounceEvent.STOPPED) {
      throw new Malformed("port is not a whole number from 0 to %d".formatted(MOST_PORT));
    }
    return announce
        .from(source)
        .announceKey(announceKey)
        .session(infoHash, peerId)
        .port(Math.max(0, port)) // nobody connects to a peer that stopped
        .counters(uploaded, downloaded, left)
        .losses(corrupt, redundant)
        .trace(
            new Trace(
                trace.userAgent(),
                trace.fingerprint(),
                trace.browserHeaders(),
                encryption,
                trackerId));
  }

  /** How the client wants its peers. */
  ListForm list() {
    return new ListForm(compact, withPeerIds);
  }

  static byte[] twenty(Parameter parameter) throws Malformed {
    if (parameter.value().length != 20) {
      throw new Malformed(
          "%s is %d bytes, expected 20".formatted(parameter.name(), parameter.value().length));
    }
    return parameter.value();
  }

  /** A port; {@link #UNREADABLE_PORT} if it is none. */
  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port >= 0 && port <= MOST_PORT ? port : UNREADABLE_PORT;
    } catch (NumberFormatException _) {
      return UNREADABLE_PORT;
    }
  }

  /**
   * Unknown events are no event: a tracker that refuses new ones breaks clients (docs/policy.md
   * 1.3).
   */
  private static AnnounceEvent event(String text) {
    return switch (text) {
      case "started" -> AnnounceEvent.STARTED;
      case "completed" -> AnnounceEvent.COMPLETED;
      case "stopped" -> AnnounceEvent.STOPPED;
      case "paused" -> AnnounceEvent.PAUSED;
      default -> AnnounceEvent.NONE;
    };
  }

  /** The 32 bits that the client sends over UDP too, if it writes them in hex as most do. */
  private static int key(String text) {
    return HEX.matcher(text).matches() ? Integer.parseUnsignedInt(text, 16) : text.hashCode();
  }

  private void encrypt(Parameter parameter, Encryption offered) {
    if (parameter.text().equals("1") && encryption != Encryption.REQUIRED) {
      encryption = offered;
    }
  }

  private void claim(String text) {
    claim(text, announce);
  }

  /**
   * Adds an address that a client claims, if there is room for it. Literal addresses only: no
   * request may cause a query to a name server.
   */
  static void claim(String text, Announce announce) {
    if (announce.claims() < Announce.MOST_CLAIMED && ADDRESS.matcher(text).matches()) {
      try {
        var address = IpAddress.of(InetAddress.ofLiteral(text));
        announce.claim(address.high(), address.low());
      } catch (IllegalArgumentException _) {
        // no address, so none is recorded
      }
    }
  }
}
