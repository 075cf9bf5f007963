package equilibrium.console.stats;

import java.time.Duration;

/**
 * When something that costs PostgreSQL time is computed again: after 10 s, or so much later that
 * all of it takes no more than its share.
 */
final class Pace {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final int percent;
  private final int sharers;

  /**
   * A pace.
   *
   * @param percent of one core of PostgreSQL, 1 to 100, that all together may take
   * @param sharers how many there are, each with an equal part
   */
  Pace(int percent, int sharers) {
    this.percent = percent;
    this.sharers = sharers;
  }

  /**
   * How long to wait after something that took so long. The shorter of two times in a row counts: a
   * pause of the machine, or the first time of a process, is no cost of PostgreSQL.
   *
   * @param before how long it took the time before; zero: there was none
   */
  Duration after(Duration took, Duration before) {
    var usual = took.compareTo(before) < 0 ? took : before;
    var fair = usual.multipliedBy(100L * sharers).dividedBy(percent);
    return fair.compareTo(SHORTEST) > 0 ? fair : SHORTEST;
  }
}
