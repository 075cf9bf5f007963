package equilibrium.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import equilibrium.standalone.monitoring.Queries.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and boards ask for metrics that exist, and each alert has a page that helps. */
class MonitoringTest {
  private static final List<String> SECTIONS =
      List.of("## What clients notice", "## Look", "## Do", "## It is over when");

  /** Prometheus's own. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

  private static final List<String> SUFFIXES =
      List.of("", "_total", "_seconds", "_seconds_count", "_seconds_sum", "_seconds_max");

  @TempDir private Path folder;

  @Test
  void promtoolAcceptsTheRulesAndWhatTheyDo() throws Exception {
    Promtool.run("check", "config", Project.PROMETHEUS.toString());
    Promtool.run("test", "rules", Project.RULE_TESTS.toString());

    assertThat(Queries.alerts()).hasSizeGreaterThan(15);
  }

  @Test
  void everyAlertIsSeenToFireAndToStaySilentInTheTestsOfTheRules() throws Exception {
    var fired = new TreeSet<String>();
    var silent = new TreeSet<String>();
    for (var test : Queries.yaml(Project.RULE_TESTS).get("tests")) {
      for (var alert : test.path("alert_rule_test")) {
        (alert.path("exp_alerts").isEmpty() ? silent : fired).add(alert.get("alertname").asText());
      }
    }

    var all = Queries.alerts().stream().map(Alert::name).toList();
    assertThat(fired).containsExactlyInAnyOrderElementsOf(all);
    assertThat(silent).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void everyAlertHasARunbookThatNamesIt() throws Exception {
    for (var alert : Queries.alerts()) {
      var page = Project.ROOT.resolve(alert.runbook());

      assertThat(page).as(alert.name()).hasParent(Project.RUNBOOKS).isRegularFile();
      assertThat(Files.readString(page)).as(alert.runbook()).contains("`" + alert.name() + "`");
    }
  }

  /** Whoever reads the page alone knows which alerts it does not say. */
  @Test
  void theConsolesPageSaysOfEachAlertWhatItsVerdictDoes() throws Exception {
    var page = Files.readString(Project.ROOT.resolve("docs/operate/console.md"));
    var verdict = page.substring(page.indexOf("\n## The verdict"), page.indexOf("\n## Settings"));

    var named =
        Pattern.compile("(?m)^\\| (`[^|]*)\\|")
            .matcher(verdict)
            .results()
            .flatMap(cell -> Stream.of(cell.group(1).replaceAll("[` ]", "").split(",")));

    var expected = new ArrayList<>(Queries.alerts().stream().map(Alert::name).toList());
    expected.add("DrillRuns"); // no fault
    assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyRunbookHasTheSameFourSectionsAndIsListed() throws Exception {
    var index = Files.readString(Project.RUNBOOKS.resolve("README.md"));

    assertThat(runbooks())
        .hasSizeGreaterThan(8)
        .allSatisfy(page -> {
          assertThat(Files.readAllLines(page).stream().filter(line -> line.startsWith("## ")))
              .as(page.toString())
              .isEqualTo(SECTIONS);
          assertThat(index).contains("(" + page.getFileName() + ")");
        });
  }

  @Test
  void everyMetricThatIsAskedForIsDocumented() throws Exception {
    var unknown = new ArrayList<String>();
    var documented = Project.documented();

    for (var query : Queries.all()) {
      assertThat(query.isBalanced()).as(query.place()).isTrue();
      for (var selector : query.selectors()) {
        if (!OF_PROMETHEUS.contains(selector.metric())
            && !documented.contains(
                selector.metric().replaceFirst("(?<=_seconds)_(bucket|count|max|sum)$", ""))) {
          unknown.add(query.place() + ": " + selector.metric());
        }
      }
    }

    assertThat(unknown).isEmpty();
  }

  @Test
  void theTablesOfMetricsNameWhatTheCodeRegistersAndNothingElse() throws Exception {
    var documented = Project.documented();
    var registered = Project.registered();

    assertThat(registered)
        .hasSizeGreaterThan(25)
        .allMatch(name -> SUFFIXES.stream().anyMatch(end -> documented.contains(name + end)));
    assertThat(documented.stream().filter(name -> name.startsWith("equilibrium_")))
        .allMatch(name ->
            SUFFIXES.stream()
                .filter(name::endsWith)
                .anyMatch(
                    end -> registered.contains(name.substring(0, name.length() - end.length()))));
  }

  @Test
  void promtoolUnderstandsEveryPanelOfTheBoards() throws Exception {
    var queries = Queries.ofBoards();
    var rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules.append("      - record: panel_%d\n".formatted(i));
      rules.append("        expr: '%s'\n".formatted(queries.get(i).filled()));
    }
    var file = Files.writeString(folder.resolve("panels.yml"), rules);

    Promtool.run("check", "rules", file.toString());

    assertThat(queries).hasSizeGreaterThan(25);
  }

  /** Two boards with one id would replace each other; two panels with one cannot be linked. */
  @Test
  void everyBoardAndEveryPanelHasAnIdOfItsOwn() throws Exception {
    var boards = Queries.boards();

    assertThat(boards).containsOnlyKeys("hosts.json", "stages.json", "tiers.json", "tracker.json");
    assertThat(boards.values())
        .extracting(board -> board.get("uid").asText())
        .doesNotHaveDuplicates();
    assertThat(boards.values())
        .allSatisfy(board ->
            assertThat(board.get("panels").valueStream())
                .extracting(panel -> panel.get("id").asInt())
                .doesNotHaveDuplicates());
  }

  @Test
  void everyBoardLinksToTheOthersAndTheFirstIsWhereGrafanaOpens() throws Exception {
    var ids =
        Queries.boards().values().stream().map(board -> "/d/" + board.get("uid").asText()).toList();

    assertThat(Queries.boards().values())
        .allSatisfy(board ->
            assertThat(board.get("links").valueStream())
                .extracting(link -> link.get("url").asText())
                .containsExactlyInAnyOrderElementsOf(
                    ids.stream()
                        .filter(id -> !id.equals("/d/" + board.get("uid").asText()))
                        .toList()));
    assertThat(Project.ROOT.resolve("docker/compose.yaml"))
        .content()
        .contains("HOME_DASHBOARD_PATH: /var/lib/dashboards/tracker.json");
  }

  /** Grafana moves panels that lie on others, and shows nothing of a data source that it lacks. */
  @Test
  void panelsLieBesideEachOtherAskTheChosenSourceAndAreNotTwice() throws Exception {
    var titles = new ArrayList<String>();
    for (var board : Queries.boards().entrySet()) {
      var taken = new TreeSet<String>();
      for (var panel : board.getValue().get("panels")) {
        var place = board.getKey() + ": " + panel.get("title").asText();
        for (var cell : cells(panel.get("gridPos"))) {
          assertThat(taken.add(cell)).as(place).isTrue();
        }
        if (!panel.get("type").asText().equals("row")) {
          titles.add(panel.get("title").asText());
          assertThat(panel.at("/datasource/uid").asText()).as(place).isEqualTo("${datasource}");
          assertThat(panel.at("/targets/0/datasource/uid").asText())
              .as(place)
              .isEqualTo("${datasource}");
        }
      }
    }

    assertThat(titles).hasSizeGreaterThan(70).doesNotHaveDuplicates();
  }

  /** The cells of a board's 24 columns that a panel covers. */
  private static List<String> cells(JsonNode place) {
    int left = place.get("x").asInt();
    int right = left + place.get("w").asInt();
    int top = place.get("y").asInt();
    assertThat(right).isBetween(1, 24);
    var cells = new ArrayList<String>();
    for (int y = top; y < top + place.get("h").asInt(); y++) {
      for (int x = left; x < right; x++) {
        cells.add(x + " " + y);
      }
    }
    return cells;
  }

  private static List<Path> runbooks() throws IOException {
    try (Stream<Path> pages = Files.list(Project.RUNBOOKS)) {
      return pages.filter(page -> !page.endsWith("README.md")).toList();
    }
  }
}
