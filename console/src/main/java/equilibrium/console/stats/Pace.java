package equilibrium.console.stats;

import java.time.Duration;

/**
 * When something that costs PostgreSQL time is computed again: after 10 s, or so much later that
 * all of it takes no more than its share.
 */
final class Pace {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final int percent;

  /**
   * A pace.
   *
   * @param percent of one core of PostgreSQL, 1 to 100
   */
  Pace(int percent) {
    this.percent = percent;
  }

  /** How long to wait after something that took so long. */
  Duration after(Duration took) {
    var fair = took.multipliedBy(100).dividedBy(percent);
    return fair.compareTo(SHORTEST) > 0 ? fair : SHORTEST;
  }
}
