package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Setting;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A commented {@code equilibrium.toml} that describes every setting and shows its default. */
public final class ExampleFile {
  private static final int WIDTH = 100;
  private static final String HEAD =
      """
      # Every setting of Equilibrium with its default. To change one, remove the # before its line.
      # Durations are whole numbers with ms, s, m, h or d behind them. They are tracker time, which
      # clock.scale makes run faster, unless their description says "real time".
      """;

  /** Every setting that there is, by the section it stands in. */
  static Map<String, List<Setting>> sections() {
    var none = new Sources(null, Map.of(), Map.of());
    return Configuration.read(Way.SINGLE, DatabaseRole.CONSOLE, none).inForce().described().stream()
        .collect(Collectors.groupingBy(Setting::section, LinkedHashMap::new, Collectors.toList()));
  }

  /** The whole file. */
  public static String text() {
    var file = new StringBuilder(HEAD);
    sections()
        .forEach((section, settings) -> {
          file.append("\n[").append(section).append("]\n");
          settings.forEach(setting -> file.append('\n').append(entry(setting)));
        });
    return file.toString();
  }

  private static String entry(Setting setting) {
    var comment = new StringBuilder(sentence(setting.description()));
    if (!setting.isLibrary()) {
      comment.append(' ').append(sentence(setting.values()));
    }
    if (setting.computed() && !setting.isLibrary()) {
      comment.append(' ').append(sentence("default: " + setting.fallback()));
    }
    var up = Way.WHOLE.defaults().get(setting.key());
    if (up != null) {
      comment.append(' ').append(sentence("under up: " + up));
    }
    if (IngressConfig.reloadable().contains(setting.key())) {
      comment.append(" Can change while the program runs.");
    }
    return wrapped(comment.toString()) + "#" + assignment(setting) + "\n";
  }

  private static String assignment(Setting setting) {
    if (setting.isLibrary()) {
      return "NAME = \"VALUE\"";
    }
    return setting.name() + " = " + (setting.computed() ? "NUMBER" : setting.fallback());
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static String wrapped(String text) {
    var lines = new StringBuilder("#");
    int column = 1;
    for (var word : text.split(" ", -1)) {
      if (column + 1 + word.length() > WIDTH) {
        lines.append("\n#");
        column = 1;
      }
      lines.append(' ').append(word);
      column += 1 + word.length();
    }
    return lines.append('\n').toString();
  }

  private ExampleFile() {}
}
