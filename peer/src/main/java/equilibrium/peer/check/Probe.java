package equilibrium.peer.check;

import equilibrium.peer.PeerFault;
import equilibrium.peer.TrackerUrls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single questions to one tracker. An {@link IOException} says why there is no good answer. */
sealed interface Probe extends AutoCloseable permits HttpProbe, UdpProbe {
  int MOST_PORT = 65_535;

  /**
   * What an announce says.
   *
   * @param infoHash 40 hex digits
   * @param peerId 20 ASCII characters
   * @param port 1: a client that trackers never list
   * @param event started, completed or stopped
   */
  record Request(String infoHash, String peerId, int port, String event, long left) {}

  /**
   * A good reply to an announce.
   *
   * @param interval seconds to the next announce
   * @param warning null: none
   */
  record Answer(List<InetSocketAddress> peers, int interval, @Nullable String warning) {}

  /** What a scrape says of a swarm. */
  record Counts(long seeders, long leechers, long downloaded) {}

  Answer announce(Request request) throws IOException;

  Counts scrape(String infoHash) throws IOException;

  @Override
  void close();

  /**
   * By the scheme of the URL.
   *
   * @param url with the announce key, if any
   * @param patience for one answer
   */
  static Probe of(String url, Duration patience) {
    var uri = TrackerUrls.parsed(url);
    boolean udp = "udp".equals(uri.getScheme());
    if (uri.getPort() > MOST_PORT || (udp && uri.getPort() < 1)) {
      var port = uri.getPort() < 0 ? "missing" : Integer.toString(uri.getPort());
      throw new PeerFault(
          "the port of %s is %s, expected 1 to %d"
              .formatted(TrackerUrls.shown(url), port, MOST_PORT));
    }
    return udp ? new UdpProbe(uri, patience) : new HttpProbe(uri, patience);
  }
}
