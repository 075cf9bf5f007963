package equilibrium.peer.check;

import equilibrium.peer.PeerFault;
import equilibrium.peer.TrackerUrls;
import equilibrium.peer.check.Probe.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a swarm. It is asked with port 1, which this tracker lists to nobody, and leaves with
 * {@code stopped}.
 *
 * @param peers those that the reply lists, of all
 * @param warning of the tracker; null: none
 */
public record SwarmInfo(
    long seeders,
    long leechers,
    long downloaded,
    List<InetSocketAddress> peers,
    @Nullable String warning) {
  private static final int UNLISTED_PORT = 1;

  /**
   * Asks once; throws a {@link PeerFault} if there is no good answer.
   *
   * @param url with the announce key, if any
   * @param infoHash 40 hex digits
   * @param patience for one answer
   */
  public static SwarmInfo of(String url, String infoHash, Duration patience) {
    var peerId = Check.peerId();
    try (var probe = Probe.of(url, patience)) {
      var counts = probe.scrape(infoHash);
      var answer = probe.announce(new Request(infoHash, peerId, UNLISTED_PORT, "started", 1));
      probe.announce(new Request(infoHash, peerId, UNLISTED_PORT, "stopped", 1));
      return new SwarmInfo(
          counts.seeders(),
          counts.leechers(),
          counts.downloaded(),
          answer.peers(),
          answer.warning());
    } catch (IOException e) {
      throw new PeerFault("%s: %s".formatted(TrackerUrls.shown(url), e.getMessage()), e);
    }
  }
}
