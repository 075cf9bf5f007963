package equilibrium.scoring.rules;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An operator's rules: a TOML file that changes values of the shipped ones. All of them are in
 * docs/operate/scoring-rules.toml.
 *
 * <pre>
 * version = 1000          # of this file's values, which standings name
 * [score]
 * seeding-time = 350      # points
 * [half-lives]
 * recent = "14d"
 * [cuts]
 * quantiles = [0.40, 0.70, 0.90]
 * </pre>
 */
public final class RulesFile {
  /** Lower versions are shipped ones. */
  public static final int FIRST_VERSION = 1_000;

  private static final int MOST_DOUBLINGS = 64;
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Settings file;

  private RulesFile(Settings file) {
    this.file = file;
  }

  /** The shipped rules with the values of the file. A {@link Fault} that names all its problems. */
  public static ScoringRules read(Path path) {
    var file = new Settings(path, Map.of(), Map.of());
    var rules = new RulesFile(file).over(ScoringRules.V3);
    try {
      file.verify();
    } catch (Fault fault) {
      throw new Fault("rules file %s: %s".formatted(path, fault.getMessage()), fault);
    }
    return rules;
  }

  /**
   * As above, and with values that no file puts in force, for one that asks about them.
   *
   * @param file is asked for all keys; {@link Settings#verify} then tells what is wrong
   */
  public static ScoringRules asked(Settings file) {
    return new AskedValues(file).over(new RulesFile(file).over(ScoringRules.V3));
  }

  private ScoringRules over(ScoringRules shipped) {
    int version = version();
    var score = score(shipped.score());
    var halfLives = halfLives(shipped.clients().halfLives());
    var quantiles = quantiles(shipped.cuts().quantiles());
    try {
      return shipped.with(version, score, halfLives, quantiles);
    } catch (IllegalArgumentException e) {
      file.problem("[cuts] has " + e.getMessage());
      return shipped;
    }
  }

  private int version() {
    int version =
        file.integer(
            "version",
            "names these values in standings and cuts; a higher one for each change",
            0,
            0,
            Integer.MAX_VALUE);
    if (version < FIRST_VERSION) {
      file.problem(
          "version is \"%d\", expected a whole number from %d on, because lower ones are shipped"
              .formatted(version, FIRST_VERSION));
    }
    return version;
  }

  private ScoreRules score(ScoreRules shipped) {
    int recent = points("recent-seeding-size", shipped.recentSeedingSize());
    double recentDoublings = doublings("recent-seeding-size", shipped.recentDoublings());
    int average = points("average-seeding-size", shipped.averageSeedingSize());
    double averageDoublings = doublings("average-seeding-size", shipped.averageDoublings());
    int time = points("seeding-time", shipped.seedingTime());
    double timeDoublings = doublings("seeding-time", shipped.timeDoublings());
    int ratio = points("ratio", shipped.ratio());
    try {
      return new ScoreRules(
          recent, recentDoublings, average, averageDoublings, time, timeDoublings, ratio);
    } catch (IllegalArgumentException e) {
      file.problem("[score] has " + e.getMessage());
      return shipped;
    }
  }

  private int points(String part, int shipped) {
    return file.integer(
        "score." + part, "points that it gives at most", shipped, 0, ScoreRules.MOST);
  }

  private double doublings(String part, double shipped) {
    var key = "score.%s-doublings".formatted(part);
    var text = file.text(key, "doublings that fill it", Double.toString(shipped));
    double doublings = number(text);
    if (doublings > 0 && doublings <= MOST_DOUBLINGS) {
      return doublings;
    }
    file.problem(
        "%s is \"%s\", expected a number above 0 and at most %d"
            .formatted(key, text, MOST_DOUBLINGS));
    return shipped;
  }

  /** NaN if the text is no number. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private HalfLives halfLives(HalfLives shipped) {
    return new HalfLives(
        halfLife("recent", "of byte-seconds seeded", shipped.recent()),
        halfLife("time", "of time seeded, bytes held and time online", shipped.time()),
        halfLife("bytes", "of bytes uploaded and downloaded", shipped.bytes()));
  }

  private long halfLife(String sum, String description, long shippedSeconds) {
    var shipped = Duration.ofSeconds(shippedSeconds);
    return file.duration("half-lives." + sum, description, shipped, SHORTEST, LONGEST).toSeconds();
  }

  /** A text that is no number is NaN, which no rules take. */
  private List<Double> quantiles(List<Double> shipped) {
    var texts = shipped.stream().map(share -> Double.toString(share)).toList();
    return file.list("cuts.quantiles", "shares of clients at or below each cut", texts).stream()
        .map(RulesFile::number)
        .toList();
  }
}
