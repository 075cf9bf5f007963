package equilibrium.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.Socket;

/** Requests and responses of HTTP/1 as text, of which one char is one byte. */
public final class RawHttp {

  /** A request without a body; each header is a line such as {@code Host: t}. */
  public static String request(String method, String target, String version, String... headers) {
    var lines = new StringBuilder("%s %s HTTP/%s\r\n".formatted(method, target, version));
    for (String header : headers) {
      lines.append(header).append("\r\n");
    }
    return lines.append("\r\n").toString();
  }

  /** The target of an announce; info-hash and peer id are one letter, 20 times. */
  public static String announce(char torrent, char peer, int port, long left) {
    return "/announce?info_hash=%s&peer_id=%s&port=%d&left=%d"
        .formatted(twenty(torrent), twenty(peer), port, left);
  }

  /** The target of a scrape of at least one torrent; info-hashes are one letter each, 20 times. */
  public static String scrape(String torrents) {
    return torrents
        .chars()
        .mapToObj(torrent -> "info_hash=" + twenty((char) torrent))
        .collect(joining("&", "/scrape?", ""));
  }

  private static String twenty(char letter) {
    return String.valueOf(letter).repeat(20);
  }

  public static void write(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  /** What follows until the tracker closes. */
  public static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** One response that has a length, on a connection that stays open. */
  public static String readOne(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed behind " + head);
      }
      head.append((char) next);
    }
    var length = head.toString().split("(?i)content-length: ", 2)[1].split("\r", 2)[0];
    byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length));
    return head + new String(body, ISO_8859_1);
  }

  /** The body of a whole response. */
  public static String body(String response) {
    int end = response.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalArgumentException("no end of the headers in " + response);
    }
    return response.substring(end + 4);
  }

  private RawHttp() {}
}
