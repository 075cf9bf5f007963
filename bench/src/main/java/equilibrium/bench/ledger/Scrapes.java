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
      Pattern.compile("8:completei(\\d+)e10:downloadedi(\\d+)e10:incompletei(\\d+)e");

  /** Seeders and leechers over HTTP. */
  static String of(String swarm, InetSocketAddress ingress) throws IOException {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(ingress, PATIENCE_MS);
      var request =
          "GET /scrape?info_hash=%s HTTP/1.0\r\n\r\n".formatted(swarm.replaceAll("..", "%$0"));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      var reply = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      var found = COUNTS.matcher(reply);
      return found.find() ? found.group(1) + " " + found.group(3) : "no counts";
    }
  }

  private Scrapes() {}
}
