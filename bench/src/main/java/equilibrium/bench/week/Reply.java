package equilibrium.bench.week;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker said.
 *
 * @param intervalS real seconds; 0: it said none
 * @param ports of the peers listed
 * @param trackerId to be sent back (BEP 3); null: none
 * @param fault why the announce does not count; null: it is recorded
 */
record Reply(
    int intervalS, List<Integer> ports, @Nullable String trackerId, @Nullable String fault) {
  private static final Pattern INTERVAL = Pattern.compile("8:intervali(\\d{1,9})e");
  private static final Pattern PEERS = Pattern.compile("5:peers(\\d{1,5}):");
  private static final Pattern TRACKER_ID = Pattern.compile("10:tracker id(\\d{1,3}):");
  private static final Pattern FAILURE = Pattern.compile("14:failure reason(\\d{1,4}):");
  private static final int PEER_BYTES = 6;
  private static final int PORT_AT = 4;
  private static final int MOST_TEXT = 100;

  /** None came, or it was no reply to an announce. */
  static Reply none(String fault) {
    return new Reply(0, List.of(), null, fault);
  }

  /** Reads a whole HTTP response. */
  static Reply of(byte[] response) {
    var text = new String(response, ISO_8859_1);
    var failure = text(FAILURE, text);
    if (failure != null) {
      return none("refused: " + failure);
    }
    var interval = INTERVAL.matcher(text);
    if (!interval.find()) {
      return none(
          "no reply to an announce: " + text.substring(0, Math.min(MOST_TEXT, text.length())));
    }
    var ports = PEERS.matcher(text);
    return new Reply(
        Integer.parseInt(interval.group(1)),
        ports.find() ? ports(response, ports.end(), Integer.parseInt(ports.group(1))) : List.of(),
        text(TRACKER_ID, text),
        text.contains("12:not recorded") ? "not recorded" : null);
  }

  /** The bencoded text whose length a pattern finds; null: there is none. */
  private static @Nullable String text(Pattern length, String response) {
    var found = length.matcher(response);
    if (!found.find()) {
      return null;
    }
    int end = found.end() + Integer.parseInt(found.group(1));
    return response.substring(found.end(), Math.min(end, response.length()));
  }

  private static List<Integer> ports(byte[] response, int from, int length) {
    byte[] peers = Arrays.copyOfRange(response, from, Math.min(response.length, from + length));
    return IntStream.range(0, peers.length / PEER_BYTES)
        .map(peer -> peer * PEER_BYTES + PORT_AT)
        .mapToObj(at -> ((peers[at] & 0xff) << 8) | (peers[at + 1] & 0xff))
        .toList();
  }
}
