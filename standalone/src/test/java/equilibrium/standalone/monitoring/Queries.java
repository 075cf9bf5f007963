package equilibrium.standalone.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The queries of the alert rules and of the boards. */
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

  /** The boards of Grafana, by the names of their files. */
  static Map<String, JsonNode> boards() throws IOException {
    var json = JsonMapper.builder().build();
    var boards = new TreeMap<String, JsonNode>();
    try (var files = Files.newDirectoryStream(Project.BOARDS, "*.json")) {
      for (var file : files) {
        boards.put(file.getFileName().toString(), json.readTree(file.toFile()));
      }
    }
    return boards;
  }

  static List<Query> ofBoards() throws IOException {
    var queries = new ArrayList<Query>();
    for (var board : boards().entrySet()) {
      for (var panel : board.getValue().get("panels")) {
        var place = board.getKey() + ": " + panel.get("title").asText();
        for (var target : panel.path("targets")) {
          queries.add(new Query(place, target.get("expr").asText()));
        }
      }
    }
    return queries;
  }

  static List<Query> all() throws IOException {
    return Stream.concat(alerts().stream().map(Alert::query), ofBoards().stream()).toList();
  }

  static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }

  private Queries() {}
}
