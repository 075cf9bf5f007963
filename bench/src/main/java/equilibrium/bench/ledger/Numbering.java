package equilibrium.bench.ledger;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Gives every number a different announce. Run and session stand in the peer id, and the turn of
 * the session is how many {@link #STEP_BYTES} it has uploaded. So a logged announce tells its
 * number. Sessions announce side by side in blocks: all take their first turn, then all take their
 * second.
 *
 * @param run 0 to 65535
 * @param swarms number of swarms
 * @param block sessions that are alive together
 * @param turns announces of one session
 */
public record Numbering(int run, int swarms, int block, int turns) {
  static final long STEP_BYTES = 64L << 10;
  static final String COMPLETED = "completed";

  private static final long SIZE_BYTES = 1L << 30;
  private static final String PREFIX = "-EQ0100-";

  /**
   * That of a bench run. The block is odd, so that each turn of a session has another rest by four:
   * sessions change their wire and their node, and UDP sends all events.
   */
  public static Numbering ofRun(int run) {
    return new Numbering(run, 200, 601, 12);
  }

  /** The same, except that each session keeps its wire and, of one, two or four, its node. */
  public static Numbering ofRunOnOneNode(int run) {
    return new Numbering(run, 200, 608, 12);
  }

  NumberedAnnounce announce(long number) {
    long perBlock = (long) block * turns;
    int turn = (int) (number % perBlock / block);
    long session = number / perBlock * block + number % block;
    boolean leeches = session % 3 == 0;
    boolean complete = session % 6 == 0 && turn >= turns / 2;
    return new NumberedAnnounce(
        number,
        "%04x%08x%028x".formatted(run, Math.floorMod(session * 31, swarms), session % swarms),
        "%s%04x%08x".formatted(PREFIX, run, session),
        source(session),
        (int) (2_000 + session % 60_000),
        event(session, turn),
        turn * STEP_BYTES,
        leeches ? turn * STEP_BYTES : 0,
        leeches && !complete ? SIZE_BYTES - turn * STEP_BYTES : 0);
  }

  private String event(long session, int turn) {
    if (turn == 0) {
      return "started";
    }
    if (turn == turns / 2 && session % 6 == 0) {
      return COMPLETED;
    }
    return turn == turns - 1 && session % 4 == 1 ? "stopped" : "";
  }

  /** One of 8 million addresses of 127.0.0.0/8. */
  private static InetSocketAddress source(long session) {
    byte[] bytes = {
      127, (byte) (1 + (session >> 16 & 0x7f)), (byte) (session >> 8), (byte) session
    };
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /**
   * The number of a logged announce; -1: not one of this run.
   *
   * @param peerId 20 characters
   * @param uploaded bytes
   */
  long number(String peerId, long uploaded) {
    if (!peerId.startsWith(PREFIX + "%04x".formatted(run)) || uploaded % STEP_BYTES != 0) {
      return -1;
    }
    try {
      long session = Long.parseLong(peerId.substring(12), 16);
      long turn = uploaded / STEP_BYTES;
      return turn < 0 || turn >= turns
          ? -1
          : session / block * block * turns + turn * block + session % block;
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
