package equilibrium.bench.week;

import java.util.Locale;
import java.util.SplittableRandom;

/** How long a client seeds what it has downloaded, with the shares of the clients. */
enum Habit {
  /** Four days on average. */
  DAYS(0.35, 4 * 24 * 60),
  /** Four hours on average. */
  HOURS(0.30, 4 * 60),
  /** Leaves within minutes. */
  LEAVES(0.35, 2);

  private final double share;
  private final double meanMinutes;

  Habit(double share, double meanMinutes) {
    this.share = share;
    this.meanMinutes = meanMinutes;
  }

  double share() {
    return share;
  }

  /** As the file of the truth has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How long it seeds one torrent, tracker time; exponential. */
  long stayMs(SplittableRandom random) {
    return (long) (-Math.log(1 - random.nextDouble()) * meanMinutes * 60_000);
  }
}
