package equilibrium.standalone.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A PromQL expression.
 *
 * @param place where it stands, for messages
 */
record Query(String place, String text) {
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.])(?<name>[a-zA-Z_]\\w*)(?:\\{(?<labels>[^}]*)}|(?!\\w|\\s*\\())");
  private static final Pattern LABEL =
      Pattern.compile("(?<label>\\w+)\\s*(?<how>=~|=|!=|!~)\\s*\"(?<value>[^\"]*)\"");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

  /**
   * A metric and what it is asked for.
   *
   * @param labels what each label must match: a regular expression
   */
  record Selector(String metric, Map<String, String> labels) {}

  /** Metrics with the labels that are demanded of them; those of exclusions are left out. */
  Set<Selector> selectors() {
    var plain = RANGE.matcher(GROUPING.matcher(text).replaceAll(" ")).replaceAll(" ");
    var found = new TreeSet<Selector>((a, b) -> a.toString().compareTo(b.toString()));
    var selectors = SELECTOR.matcher(plain);
    while (selectors.find()) {
      if (!WORDS.contains(selectors.group("name"))) {
        var labels = selectors.group("labels");
        found.add(new Selector(selectors.group("name"), labels(labels == null ? "" : labels)));
      }
    }
    return found;
  }

  private static Map<String, String> labels(String text) {
    var labels = new TreeMap<String, String>();
    var found = LABEL.matcher(text);
    while (found.find()) {
      var value = found.group("value");
      switch (found.group("how")) {
        case "=" -> labels.put(found.group("label"), Pattern.quote(value));
        case "=~" -> labels.put(found.group("label"), value);
        default -> {} // what is excluded need not exist
      }
    }
    return labels;
  }

  /** With a range in the place of Grafana's, and its variables as text, as Prometheus gets it. */
  String filled() {
    return text.replace("$__rate_interval", "1m").replace("$job", "equilibrium");
  }

  /** Whether a text in quotation marks is left open, which this reader would not understand. */
  boolean isBalanced() {
    return TEXT.matcher(text).replaceAll("").indexOf('"') < 0;
  }
}
