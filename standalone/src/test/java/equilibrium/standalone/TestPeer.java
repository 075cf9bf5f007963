package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client in a few lines: announces over HTTP what it is told to.
 *
 * @param name 20 characters at most; the peer id is made of it
 * @param key announce key; null: none
 */
record TestPeer(String url, @Nullable String key, String name, int port) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern PEERS = Pattern.compile("5:peers(\\d+):");

  /** The ports of the peers in the reply, which must be a good one. */
  Set<Integer> announce(String infoHash, String parameters) throws Exception {
    var body = reply(infoHash, parameters);
    var peers = PEERS.matcher(body);
    if (!peers.find() || body.contains("failure reason") || body.contains("not recorded")) {
      throw new AssertionError("no good answer: " + body);
    }
    var ports = new TreeSet<Integer>();
    int size = Integer.parseInt(peers.group(1));
    for (int at = peers.end(); at < peers.end() + size; at += 6) {
      ports.add(body.charAt(at + 4) << 8 | body.charAt(at + 5));
    }
    return ports;
  }

  /** The reply's body, one character a byte. */
  String reply(String infoHash, String parameters) throws Exception {
    var peerId = (name + "-".repeat(20)).substring(0, 20);
    var query =
        "info_hash=%s&peer_id=%s&port=%d&compact=1&%s"
            .formatted(infoHash, peerId, port, parameters);
    var address = (key == null ? url : url + "/" + key) + "?" + query;
    var request = HttpRequest.newBuilder(URI.create(address)).build();
    return HTTP.send(request, BodyHandlers.ofString(ISO_8859_1)).body();
  }
}
