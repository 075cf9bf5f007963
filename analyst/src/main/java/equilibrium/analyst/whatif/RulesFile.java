package equilibrium.analyst.whatif;

import equilibrium.platform.Fault;
import equilibrium.scoring.rules.ScoreRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/**
 * Rules that differ from those in force: a TOML file that says only what differs.
 *
 * @param version a number of its own, at least 1000
 * @param score weights of the parts of a score
 * @param quantiles three shares of clients that are at or below each cut; empty: as many clients
 *     stay below each cut as now
 */
public record RulesFile(int version, ScoreRules score, List<Double> quantiles) {
  private static final int FIRST_VERSION = 1_000;
  private static final Set<String> KEYS =
      Set.of(
          "version",
          "score.recent-seeding-size",
          "score.recent-seeding-size-doublings",
          "score.average-seeding-size",
          "score.average-seeding-size-doublings",
          "score.seeding-time",
          "score.seeding-time-doublings",
          "score.ratio",
          "cuts.quantiles");

  public RulesFile {
    quantiles = List.copyOf(quantiles);
  }

  /** Reads a file; a {@link Fault} names what is wrong in it. */
  public static RulesFile read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  static RulesFile parse(String name, String text) {
    var toml = Toml.parse(text);
    if (toml.hasErrors()) {
      throw new Fault("%s: %s".formatted(name, toml.errors().getFirst()));
    }
    var unknown = new TreeSet<>(toml.dottedKeySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new Fault(
          "%s has %s, which cannot be asked for, expected some of %s"
              .formatted(name, unknown.first(), String.join(", ", new TreeSet<>(KEYS))));
    }
    try {
      return new RulesFile(version(toml), score(toml), quantiles(toml));
    } catch (IllegalArgumentException e) {
      throw new Fault("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static int version(TomlParseResult toml) {
    double version = number(toml, "version", 0);
    if (version < FIRST_VERSION || version != Math.rint(version) || version > 1e9) {
      throw new IllegalArgumentException("version is missing or below " + FIRST_VERSION);
    }
    return (int) version;
  }

  private static ScoreRules score(TomlParseResult toml) {
    var now = ScoreRules.V2;
    return new ScoreRules(
        points(toml, "score.recent-seeding-size", now.recentSeedingSize()),
        number(toml, "score.recent-seeding-size-doublings", now.recentDoublings()),
        points(toml, "score.average-seeding-size", now.averageSeedingSize()),
        number(toml, "score.average-seeding-size-doublings", now.averageDoublings()),
        points(toml, "score.seeding-time", now.seedingTime()),
        number(toml, "score.seeding-time-doublings", now.timeDoublings()),
        points(toml, "score.ratio", now.ratio()));
  }

  private static int points(TomlParseResult toml, String key, int now) {
    double points = number(toml, key, now);
    if (points != Math.rint(points) || Math.abs(points) > ScoreRules.MOST) {
      throw new IllegalArgumentException(
          "%s is %s, expected a whole number of 0 to %d points"
              .formatted(key, points, ScoreRules.MOST));
    }
    return (int) points;
  }

  private static double number(TomlParseResult toml, String key, double otherwise) {
    return number(key, toml.get(key), otherwise);
  }

  private static double number(String key, @Nullable Object value, double otherwise) {
    return switch (value) {
      case null -> otherwise;
      case Number number -> number.doubleValue();
      default ->
          throw new IllegalArgumentException("%s is %s, expected a number".formatted(key, value));
    };
  }

  private static List<Double> quantiles(TomlParseResult toml) {
    var given = toml.get("cuts.quantiles");
    if (given == null) {
      return List.of();
    }
    var quantiles = new ArrayList<Double>();
    for (var value : given instanceof TomlArray array ? array.toList() : List.of(given)) {
      quantiles.add(number("cuts.quantiles", value, 0));
    }
    if (!areShares(quantiles)) {
      throw new IllegalArgumentException(
          "cuts.quantiles is %s, expected three ascending shares between 0 and 1"
              .formatted(quantiles));
    }
    return quantiles;
  }

  private static boolean areShares(List<Double> quantiles) {
    return quantiles.size() == 3
        && quantiles.get(0) > 0
        && quantiles.get(0) <= quantiles.get(1)
        && quantiles.get(1) <= quantiles.get(2)
        && quantiles.get(2) < 1;
  }
}
