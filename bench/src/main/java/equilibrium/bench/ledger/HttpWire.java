package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Announces over HTTP as most clients do, on a connection of its own each time. */
final class HttpWire {
  private static final String HEADERS =
      "User-Agent: ledger\r\nHost: tracker\r\nConnection: close\r\n";
  private static final int PATIENCE_MS = 5_000;
  private static final int MOST_BYTES = 64 << 10;

  /** Sends it and reads the reply. */
  static Outcome send(NumberedAnnounce announce, InetSocketAddress tracker) {
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.setSoTimeout(PATIENCE_MS);
      try {
        socket.bind(announce.source());
        socket.connect(tracker, PATIENCE_MS);
      } catch (ConnectException _) {
        return Outcome.UNREACHED;
      }
      socket.getOutputStream().write(request(announce).getBytes(ISO_8859_1));
      return outcome(new String(socket.getInputStream().readNBytes(MOST_BYTES), ISO_8859_1));
    } catch (IOException _) {
      return Outcome.UNKNOWN;
    }
  }

  private static String request(NumberedAnnounce announce) {
    return "GET /announce?info_hash=%s&peer_id=%s&port=%d&uploaded=%d&downloaded=%d&left=%d&compact=1&numwant=5%s HTTP/1.1\r\n%s\r\n"
        .formatted(
            announce.infoHash().replaceAll("..", "%$0"),
            announce.peerId(),
            announce.port(),
            announce.uploaded(),
            announce.downloaded(),
            announce.left(),
            announce.event().isEmpty() ? "" : "&event=" + announce.event(),
            HEADERS);
  }

  /** What a whole response means; one cut short means nothing. */
  static Outcome outcome(String response) {
    if (response.contains("14:failure reason")) {
      return Outcome.REFUSED;
    }
    if (!response.contains("8:interval") || !response.endsWith("e")) {
      return Outcome.UNKNOWN;
    }
    return response.contains("15:warning message12:not recorded")
        ? Outcome.UNLOGGED
        : Outcome.ACKED;
  }

  private HttpWire() {}
}
