package equilibrium.analyst.whatif;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Fault;
import equilibrium.platform.Setting;
import equilibrium.platform.Settings;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What scoring folds by, and what detection decides by.
 *
 * @param detection with the thresholds of its rules
 */
public record Rules(ScoringRules scoring, AnomalyConfig detection) {
  private static final Pattern UNKNOWN = Pattern.compile("unknown key ([^;]+)");

  /**
   * The rules of a file, which says what differs: from the shipped rules for scoring, as {@code
   * scoring.rules-file} does, and from those in force for detection. A {@link Fault} names all that
   * is wrong in it.
   */
  public static Rules read(Path path, AnomalyConfig detection) {
    var file = new Settings(path, Map.of(), Map.of());
    var rules = new Rules(RulesFile.asked(file), detection.asked(file));
    try {
      file.verify();
    } catch (Fault fault) {
      var message = String.valueOf(fault.getMessage());
      throw new Fault("rules file %s: %s%s".formatted(path, message, known(message, file)), fault);
    }
    return rules;
  }

  /** The keys that a section has, for each that is unknown. */
  private static String known(String message, Settings file) {
    return UNKNOWN
        .matcher(message)
        .results()
        .map(unknown -> section(unknown.group(1)))
        .distinct()
        .map(section -> "; " + expected(section, file))
        .collect(Collectors.joining());
  }

  private static String expected(String section, Settings file) {
    var keys =
        file.described().stream()
            .map(Setting::key)
            .filter(key -> section(key).equals(section))
            .collect(Collectors.joining(", "));
    if (!keys.isEmpty()) {
      return "expected one of " + keys;
    }
    var sections = new TreeSet<String>();
    file.described().forEach(setting -> sections.add('[' + section(setting.key()) + ']'));
    sections.remove("[]");
    return "expected version, or a section of " + String.join(", ", sections);
  }

  /** All before the last dot. */
  private static String section(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('.')));
  }
}
