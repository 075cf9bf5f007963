package equilibrium.standalone.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files of this project that name metrics. */
final class Project {
  static final Path ROOT =
      Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
          .filter(folder -> Files.exists(folder.resolve("mvnw")))
          .findFirst()
          .orElseThrow();

  static final Path RULES = ROOT.resolve("docker/prometheus/alerts.yml");
  static final Path RULE_TESTS = ROOT.resolve("docker/prometheus/alerts_test.yml");
  static final Path PROMETHEUS = ROOT.resolve("docker/prometheus/prometheus.yml");
  static final Path BOARDS = ROOT.resolve("docker/grafana/dashboards");
  static final Path RUNBOOKS = ROOT.resolve("docs/operate/runbooks");
  static final Path METRICS = ROOT.resolve("docs/operate/metrics.md");

  /** The first cell of a row, such as {@code | `equilibrium_peers` |}. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  /** A whole string, as in {@code Counter.builder("equilibrium_events_total")}. */
  private static final Pattern NAME = Pattern.compile("\"(equilibrium_[a-z_]+)\"");

  /** The metrics of the tables of docs/operate/metrics.md. */
  static Set<String> documented() throws IOException {
    return ROW.matcher(Files.readString(METRICS))
        .results()
        .map(row -> row.group(1))
        .filter(name -> name.startsWith("equilibrium_") || name.startsWith("process_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The names that the programs give to meters. A scrape appends {@code _total} to a counter
   * without it, and {@code _seconds} to a timer.
   */
  static Set<String> registered() throws IOException {
    var names = new TreeSet<String>();
    for (var source : sources()) {
      var text = Files.readString(source);
      if (text.contains("io.micrometer") || text.contains("io.prometheus")) {
        NAME.matcher(text).results().forEach(name -> names.add(name.group(1)));
      }
    }
    return names;
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> file.toString().endsWith(".java"))
          .toList();
    }
  }

  private Project() {}
}
