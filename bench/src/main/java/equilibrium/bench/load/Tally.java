package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts replies and the times until they came. One thread at a time uses it. */
public final class Tally {
  private static final long SLOWEST_US = TimeUnit.MINUTES.toMicros(2);
  private static final int DIGITS = 3;
  private static final int SHOWN_BYTES = 300;

  private final Histogram latencyUs = new Histogram(1, SLOWEST_US, DIGITS);
  private long answered;
  private long lost;
  private long failures;
  private long malformed;
  private long empty;
  private long unrecorded;
  private long peers;
  private String firstWrong = "";

  /**
   * Counts a reply.
   *
   * @param listed peers in it
   * @param company whether the peer's swarm has others to list
   */
  void reply(Content content, int listed, boolean company, long latencyNs) {
    answered++;
    latencyUs.recordValue(Math.clamp(latencyNs / 1_000, 1, SLOWEST_US));
    switch (content) {
      case INCOMPLETE, MALFORMED -> malformed++;
      case FAILURE -> failures++;
      case UNRECORDED, LISTED -> {
        peers += listed;
        empty += listed == 0 && company ? 1 : 0;
        unrecorded += content == Content.UNRECORDED ? 1 : 0;
      }
    }
  }

  /** Counts announces without a reply. */
  void lost(long announces) {
    lost += announces;
  }

  /** Keeps the first reply that is wrong, to show it. */
  void show(byte[] reply, int length) {
    if (firstWrong.isEmpty()) {
      firstWrong =
          new String(reply, 0, Math.min(length, SHOWN_BYTES), ISO_8859_1)
              .replaceAll("[^ -~]+", ".");
    }
  }

  /** The first wrong reply, other than an empty list, with dots for bytes that are no text. */
  public String firstWrong() {
    return firstWrong;
  }

  /** Counts from zero. */
  void clear() {
    latencyUs.reset();
    answered = 0;
    lost = 0;
    failures = 0;
    malformed = 0;
    empty = 0;
    unrecorded = 0;
    peers = 0;
    firstWrong = "";
  }

  /** Replies of any kind. */
  public long answered() {
    return answered;
  }

  long lost() {
    return lost;
  }

  /** Replies that refuse the announce. */
  public long failures() {
    return failures;
  }

  /** Replies that are not what the protocol demands. */
  public long malformed() {
    return malformed;
  }

  /** Replies without a peer although there are others. */
  long empty() {
    return empty;
  }

  long unrecorded() {
    return unrecorded;
  }

  double peersPerReply() {
    return answered == 0 ? 0 : (double) peers / answered;
  }

  /** The time within which this share of the replies came, milliseconds; 0 without replies. */
  double latencyMs(double percent) {
    return latencyUs.getTotalCount() == 0 ? 0 : latencyUs.getValueAtPercentile(percent) / 1_000.0;
  }
}
