package equilibrium.anomaly.rules;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * An operator's rules: a TOML file that changes values of the shipped ones.
 *
 * <pre>
 * version = 1000          # of this file's values, which findings name
 * [R1]
 * weight = 800            # thousandths of a nat
 * shadow = false
 * softBytesPerSecond = 250000000
 * </pre>
 */
public final class RulesFile {
  /** Lower versions are shipped ones. */
  public static final int FIRST_VERSION = 1_000;

  private static final int MOST_WEIGHT = 100_000;

  private final Settings file;

  private RulesFile(Settings file) {
    this.file = file;
  }

  /** The shipped rules with the values of the file. A {@link Fault} that names all its problems. */
  public static DetectionRules read(Path path) {
    var file = new Settings(path, Map.of(), Map.of());
    var rules = new RulesFile(file).over(DetectionRules.V1);
    try {
      file.verify();
    } catch (Fault fault) {
      throw new Fault("anomaly.rules-file: " + fault.getMessage(), fault);
    }
    return rules;
  }

  /**
   * Rules with other thresholds, as {@code [anomaly.R1]} has them, for one that asks about them.
   * Weights stay: they decide what findings add up to, not what is found.
   *
   * @param file is asked for all keys; {@link Settings#verify} then tells what is wrong
   */
  public static DetectionRules asked(Settings file, DetectionRules inForce) {
    var asking = new RulesFile(file);
    var rules = new ArrayList<RuleRecord>();
    for (var rule : inForce.rules().values()) {
      var thresholds = asking.thresholds("anomaly." + rule.id() + ".", rule.thresholds());
      rules.add(rule.with(thresholds));
    }
    return DetectionRules.of(inForce.version(), rules);
  }

  private DetectionRules over(DetectionRules shipped) {
    int version =
        file.integer(
            "version",
            "names these values in findings; another one for each change",
            0,
            0,
            Integer.MAX_VALUE);
    if (version < FIRST_VERSION) {
      file.problem(
          "version is \"%d\", expected a whole number from %d on, because lower ones are shipped"
              .formatted(version, FIRST_VERSION));
    }
    var rules = new ArrayList<RuleRecord>();
    shipped.rules().values().forEach(rule -> rules.add(over(rule)));
    return DetectionRules.of(version, rules);
  }

  private RuleRecord over(RuleRecord rule) {
    var prefix = rule.id() + ".";
    return new RuleRecord(
        rule.id(),
        rule.ruleClass(),
        rule.isOnEpisodes()
            ? rule.weight()
            : file.integer(prefix + "weight", "of a finding", rule.weight(), 0, MOST_WEIGHT),
        file.integer(prefix + "cap", "of all its findings", rule.cap(), 0, MOST_WEIGHT),
        file.flag(prefix + "shadow", "whether findings are without effect", rule.shadow()),
        thresholds(prefix, rule.thresholds()));
  }

  private Map<String, Double> thresholds(String prefix, Map<String, Double> shipped) {
    var all = new TreeMap<String, Double>();
    shipped.forEach((name, value) -> all.put(name, number(prefix + name, value)));
    return all;
  }

  private double number(String key, double fallback) {
    var text = file.text(key, "threshold", Double.toString(fallback));
    try {
      double number = Double.parseDouble(text);
      if (number >= 0 && number <= Long.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    file.problem("%s is \"%s\", expected a number from 0 to 2^63".formatted(key, text));
    return fallback;
  }
}
