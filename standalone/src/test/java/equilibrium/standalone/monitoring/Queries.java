package equilibrium.standalone.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The queries of the alert rules and of the dashboard. */
final class Queries {

  /** An alert as docker/prometheus/alerts.yml has it. */
  record Alert(String name, String runbook, Query query) {}

  static List<Alert> alerts() throws IOException {
    var alerts = new ArrayList<Alert>();
    for (var group : yaml(Project.RULES).get("groups")) {
      for (var rule : group.get("rules")) {
        var name = rule.get("alert").asText();
        var runbook = rule.at("/annotations/runbook").asText();
        alerts.add(new Alert(name, runbook, new Query(name, rule.get("expr").asText())));
      }
    }
    return alerts;
  }

  static List<Query> ofDashboard() throws IOException {
    var queries = new ArrayList<Query>();
    for (var panel :
        JsonMapper.builder().build().readTree(Project.DASHBOARD.toFile()).get("panels")) {
      for (var target : panel.path("targets")) {
        queries.add(new Query(panel.get("title").asText(), target.get("expr").asText()));
      }
    }
    return queries;
  }

  static List<Query> all() throws IOException {
    return Stream.concat(alerts().stream().map(Alert::query), ofDashboard().stream()).toList();
  }

  static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }

  private Queries() {}
}
