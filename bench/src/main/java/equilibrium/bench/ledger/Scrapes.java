package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Pattern;

/** What an ingress says of a swarm. */
final class Scrapes {
  private static final int PATIENCE_MS = 5_000;
  private static final Pattern COUNTS =
      Pattern.compile(
          "8:completei(\\d+)e10:downloadedi(\\d+)e(?:11:downloadersi\\d+e)?10:incompletei(\\d+)e");

  /** Over HTTP; nobody if the reply has no counts. */
  static PeerCounts of(String swarm, InetSocketAddress ingress) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(ingress, PATIENCE_MS);
      var request =
          "GET /scrape?info_hash=%s HTTP/1.0\r\n\r\n".formatted(swarm.replaceAll("..", "%$0"));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return counts(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    }
  }

  /** The counts of the one swarm in a reply. */
  static PeerCounts counts(String reply) {
    var found = COUNTS.matcher(reply);
    return found.find()
        ? new PeerCounts(number(found.group(1)), number(found.group(3)), number(found.group(2)))
        : PeerCounts.NONE;
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private Scrapes() {}
}
