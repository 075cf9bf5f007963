package equilibrium.bench.week;

import equilibrium.platform.TimeScale;
import java.net.InetSocketAddress;

/**
 * What the week is like.
 *
 * @param tracker on 127.0.0.0/8, because each client has an address of its own there
 * @param clients each with an announce key
 * @param torrents one of them a hybrid
 * @param days of the tracker's time
 * @param scale as the tracker's {@code clock.scale}
 * @param seed another seed, other clients and wishes
 */
public record WeekOptions(
    InetSocketAddress tracker, int clients, int torrents, int days, TimeScale scale, long seed) {
  public static final int LEAST_CLIENTS = 20;
  public static final int MOST_CLIENTS = 5_000;
  public static final int LEAST_TORRENTS = 5;
  public static final int MOST_TORRENTS = 1_000;
  public static final int MOST_DAYS = 60;

  /** At a larger scale intervals take less than a second, which replies cannot say. */
  public static final int MOST_SCALE = 1_200;

  /** Options with checked ranges. */
  public WeekOptions {
    demand("clients", clients, LEAST_CLIENTS, MOST_CLIENTS);
    demand("torrents", torrents, LEAST_TORRENTS, MOST_TORRENTS);
    demand("days", days, 1, MOST_DAYS);
    demand("scale", scale.factor(), 1, MOST_SCALE);
    if (!tracker.getAddress().isLoopbackAddress()
        || tracker.getAddress().getAddress().length != 4) {
      throw new IllegalArgumentException(
          "target is at %s, expected an address of 127.0.0.0/8".formatted(tracker.getAddress()));
    }
  }

  private static void demand(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d to %d".formatted(name, value, least, most));
    }
  }
}
