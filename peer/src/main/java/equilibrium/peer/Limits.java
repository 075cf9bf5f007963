package equilibrium.peer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a peer gives and takes.
 *
 * @param down bytes per second, 0: as many as possible
 * @param up bytes per second, 0: as many as possible
 * @param slots peers that are uploaded to at once, 1 to 1,000
 * @param ratio seeding ends once uploaded / size reaches it, 0: never
 * @param seedFor seeding ends after it; null: never
 */
public record Limits(int down, int up, int slots, double ratio, @Nullable Duration seedFor) {
  private static final int MOST_SLOTS = 1_000;

  public Limits {
    demand(down >= 0, "--down", down, "0 or more bytes per second");
    demand(up >= 0, "--up", up, "0 or more bytes per second");
    demand(slots >= 1 && slots <= MOST_SLOTS, "--slots", slots, "1 to " + MOST_SLOTS);
    demand(ratio >= 0, "--ratio", ratio, "0 or more");
  }

  public static Limits none() {
    return new Limits(0, 0, 8, 0, null);
  }

  /** Whether a complete content has been seeded as long as it should. */
  boolean isReached(long uploaded, long size, Duration seeding) {
    boolean longEnough = seedFor != null && seeding.compareTo(seedFor) >= 0;
    return longEnough || (ratio > 0 && uploaded >= ratio * size);
  }

  private static void demand(boolean good, String option, Object value, String expected) {
    if (!good) {
      throw new PeerFault("%s is %s, expected %s".formatted(option, value, expected));
    }
  }
}
