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

  private static final String UNKNOWN_SWARM = "d5:filesdee";

  /** Over HTTP. Throws if the reply is none to a scrape. */
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

  /** The counts of the one swarm in a reply; nobody if the ingress does not know the swarm. */
  static PeerCounts counts(String reply) throws IOException {
    var found = COUNTS.matcher(reply);
    if (found.find()) {
      return new PeerCounts(number(found.group(1)), number(found.group(3)), number(found.group(2)));
    }
    if (reply.endsWith(UNKNOWN_SWARM)) {
      return PeerCounts.NONE;
    }
    throw new IOException("no counts in the reply \"%s\"".formatted(reply.strip()));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private Scrapes() {}
}
