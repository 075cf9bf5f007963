package equilibrium.bench.race.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * An announce over HTTP, on a connection of its own.
 *
 * @param source an address of 127.0.0.0/8
 * @param key announce key
 * @param infoHash 20 ASCII letters
 * @param peerId 20 ASCII letters
 * @param event empty: none
 * @param left bytes missing
 */
record KeyedAnnounce(
    InetAddress source, String key, String infoHash, String peerId, String event, long left) {
  private static final int PORT = 6_881;
  private static final int PATIENCE_MS = 5_000;
  private static final int MOST_BYTES = 64 << 10;

  KeyedAnnounce with(String otherEvent) {
    return new KeyedAnnounce(source, key, infoHash, peerId, otherEvent, left);
  }

  /** Sends it; false: it was refused, or nobody says that it is recorded. */
  boolean send(InetSocketAddress tracker) {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.bind(new InetSocketAddress(source, 0));
      socket.connect(tracker, PATIENCE_MS);
      socket.getOutputStream().write(request().getBytes(ISO_8859_1));
      var reply = new String(socket.getInputStream().readNBytes(MOST_BYTES), ISO_8859_1);
      return reply.contains("8:interval")
          && !reply.contains("14:failure reason")
          && !reply.contains("12:not recorded");
    } catch (IOException _) {
      return false;
    }
  }

  private String request() {
    return "GET /announce/%s?info_hash=%s&peer_id=%s&port=%d&uploaded=0&downloaded=0&left=%d&compact=1%s HTTP/1.1\r\nHost: tracker\r\nConnection: close\r\n\r\n"
        .formatted(key, infoHash, peerId, PORT, left, event.isEmpty() ? "" : "&event=" + event);
  }
}
