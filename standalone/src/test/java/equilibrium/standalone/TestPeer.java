package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.testing.Await;
import equilibrium.testing.client.BencodeReader;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client in a few lines: announces over HTTP what its caller says.
 *
 * @param name 20 characters at most; the peer id is made of it
 * @param key announce key; null: none
 */
record TestPeer(String url, @Nullable String key, String name, int port) {
  private static final long PACE_NS = 500_000_000;

  /** The ports of the peers in the reply, which must be a good one. */
  Set<Integer> announce(String infoHash, String parameters) throws IOException {
    var reply = new BencodeReader(reply(infoHash, parameters), true).dictionary();
    if (!(reply.get("peers") instanceof String peers)
        || "not recorded".equals(reply.get("warning message"))) {
      throw new AssertionError("no good answer: " + reply);
    }
    var ports = new TreeSet<Integer>();
    byte[] bytes = peers.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += 6) {
      ports.add(((bytes[at + 4] & 0xff) << 8) | (bytes[at + 5] & 0xff));
    }
    return ports;
  }

  /** Announces twice a second until the reply says that it is recorded; at most a minute. */
  void awaitRecorded(String infoHash) {
    var last = new AtomicLong(System.nanoTime() - PACE_NS);
    Await.until(
        "an announce is recorded",
        () -> {
          if (System.nanoTime() - last.get() < PACE_NS) {
            return false;
          }
          last.set(System.nanoTime());
          var reply = reply(infoHash, "left=0");
          return reply.contains("5:peers") && !reply.contains("not recorded");
        });
  }

  /** The reply's body, one character a byte. */
  String reply(String infoHash, String parameters) throws IOException {
    var tracker = URI.create(key == null ? url : url + "/" + key);
    var peerId = (name + "-".repeat(20)).substring(0, 20);
    var target =
        "%s?info_hash=%s&peer_id=%s&port=%d&compact=1&%s"
            .formatted(tracker.getPath(), infoHash, peerId, port, parameters);
    return RawHttp.body(TrackerClient.of(tracker).get(target));
  }
}
