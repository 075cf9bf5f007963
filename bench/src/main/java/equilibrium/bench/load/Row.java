package equilibrium.bench.load;

import equilibrium.platform.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of the table: one way to announce.
 *
 * @param inFlight announces that may be unanswered at a time
 * @param rate announces a second; 0: the next one is sent when one is answered
 */
public record Row(Transport transport, int inFlight, int rate) {
  /** The most announces in flight. */
  static final int MOST_IN_FLIGHT = 4_096;

  private static final int MOST_RATE = 1_000_000;
  private static final Pattern NAME = Pattern.compile("([a-z-]+):(\\d{1,7})(?:@(\\d{1,7}))?");

  /** What runs without --rows. */
  public static final List<Row> STANDARD =
      List.of(
          new Row(Transport.IDLE, 1, 0),
          new Row(Transport.HTTP, 16, 0),
          new Row(Transport.HTTP, 64, 0),
          new Row(Transport.HTTP, 256, 0),
          new Row(Transport.HTTP, 1_024, 0),
          new Row(Transport.KEEP_ALIVE, 64, 0),
          new Row(Transport.KEEP_ALIVE, 256, 0),
          new Row(Transport.HTTPS, 16, 0),
          new Row(Transport.UDP, 256, 0),
          new Row(Transport.UDP, 2_048, 0),
          new Row(Transport.UDP_CONNECT, 256, 0),
          new Row(Transport.HTTP, 1_024, 1_000),
          new Row(Transport.UDP, 2_048, 5_000));

  /** Reads a name such as {@code http:64}, {@code udp:512@5000} or {@code idle}. */
  public static Row parse(String name) {
    if (name.equals(Transport.IDLE.label())) {
      return new Row(Transport.IDLE, 1, 0);
    }
    var match = NAME.matcher(name);
    if (match.matches()) {
      int inFlight = Integer.parseInt(match.group(2));
      int rate = match.group(3) == null ? 0 : Integer.parseInt(match.group(3));
      var transport =
          Arrays.stream(Transport.values())
              .filter(t -> t != Transport.IDLE && t.label().equals(match.group(1)))
              .toList();
      if (!transport.isEmpty()
          && inFlight >= 1
          && inFlight <= MOST_IN_FLIGHT
          && rate <= MOST_RATE) {
        return new Row(transport.getFirst(), inFlight, rate);
      }
    }
    throw new Fault(
        "no row %s, expected one of %s, then :IN-FLIGHT up to %d except after idle, then @RATE up to %d or nothing"
            .formatted(
                name,
                Arrays.stream(Transport.values()).map(Transport::label).toList(),
                MOST_IN_FLIGHT,
                MOST_RATE));
  }

  /** As {@link #parse} reads it. */
  public String name() {
    if (transport == Transport.IDLE) {
      return transport.label();
    }
    return transport.label() + ":" + inFlight + (rate == 0 ? "" : "@" + rate);
  }
}
