package equilibrium.peer.check;

import equilibrium.peer.TrackerUrls;
import equilibrium.peer.check.Probe.Answer;
import equilibrium.peer.check.Probe.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client would be served now: two clients announce a torrent that nobody has, must find
 * each other and be counted, and one that has stopped must no longer be listed.
 */
public final class Check {
  private static final int FIRST_PORT = 50_001;
  private static final long LEFT = 1 << 20;

  /**
   * The outcome for one URL.
   *
   * @param url without the announce key
   * @param fault in one sentence; null: a client would be served
   * @param micros of the slowest answer
   */
  public record Finding(String url, @Nullable String fault, long micros) {}

  /** An answer that no client can use. */
  private static final class Unusable extends IOException {
    private static final long serialVersionUID = 1;

    Unusable(String sentence) {
      super(sentence);
    }
  }

  private final String url;
  private final Probe probe;
  private final String infoHash;
  private long slowestNs;

  private Check(String url, Probe probe, String infoHash) {
    this.url = url;
    this.probe = probe;
    this.infoHash = infoHash;
  }

  /**
   * Checks a tracker once.
   *
   * @param url with the announce key, if any
   * @param patience for one answer
   */
  public static Finding of(String url, Duration patience) {
    byte[] random = new byte[20];
    ThreadLocalRandom.current().nextBytes(random);
    try (var probe = Probe.of(url, patience)) {
      return new Check(TrackerUrls.shown(url), probe, HexFormat.of().formatHex(random)).run();
    }
  }

  private Finding run() {
    String fault = null;
    try {
      serve();
    } catch (IOException e) {
      fault = e.getMessage() == null ? "no connection" : e.getMessage();
    }
    return new Finding(url, fault, slowestNs / 1_000);
  }

  private void serve() throws IOException {
    var first = peerId();
    var second = peerId();
    var third = peerId();
    announce(first, FIRST_PORT, "started");
    if (!lists(announce(second, FIRST_PORT + 1, "started"), FIRST_PORT)) {
      throw new Unusable("two clients of one torrent do not find each other");
    }
    var counts = probe.scrape(infoHash);
    if (counts.leechers() != 2) {
      throw new Unusable("a scrape counts %d leechers, expected 2".formatted(counts.leechers()));
    }
    announce(first, FIRST_PORT, "stopped");
    var last = announce(third, FIRST_PORT + 2, "started");
    announce(second, FIRST_PORT + 1, "stopped");
    announce(third, FIRST_PORT + 2, "stopped");
    if (lists(last, FIRST_PORT)) {
      throw new Unusable("a client that has stopped is still listed");
    }
    if (!lists(last, FIRST_PORT + 1)) {
      throw new Unusable("a client is no longer listed after another one has stopped");
    }
  }

  private Answer announce(String peerId, int port, String event) throws IOException {
    long startNs = System.nanoTime();
    var answer = probe.announce(new Request(infoHash, peerId, port, event, LEFT));
    slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
    if ("not recorded".equals(answer.warning())) {
      throw new Unusable("the tracker answers, but says that the announce is not recorded");
    }
    if (answer.interval() < 1) {
      throw new Unusable("the interval is %d s, expected 1 or more".formatted(answer.interval()));
    }
    return answer;
  }

  private static boolean lists(Answer answer, int port) {
    return answer.peers().stream().anyMatch(peer -> peer.getPort() == port);
  }

  static String peerId() {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    return "-EQ0100-" + HexFormat.of().formatHex(random);
  }
}
