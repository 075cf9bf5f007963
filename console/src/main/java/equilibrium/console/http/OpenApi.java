package equilibrium.console.http;

import equilibrium.console.http.Operation.Answer;
import equilibrium.console.http.Operation.Body;
import equilibrium.console.problem.Problem;
import equilibrium.schemas.EnumText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The OpenAPI 3.1 document of a table of operations. */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

  private final Shapes shapes = new Shapes();

  /** The document, as maps and lists. */
  static Map<String, Object> of(List<Operation> operations) {
    return new OpenApi().document(operations);
  }

  private Map<String, Object> document(List<Operation> operations) {
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    for (var operation : operations) {
      paths
          .computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), describe(operation));
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Equilibrium", "version", "1"));
    document.put("servers", List.of(Map.of("url", ApiHandler.API)));
    document.put("security", List.of(Map.of("token", List.of())));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")),
            "schemas", shapes.all()));
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    var described = new LinkedHashMap<String, Object>();
    described.put("summary", operation.summary());
    described.put("description", "Role: " + EnumText.of(operation.role()) + ".");
    described.put("parameters", parameters(operation));
    switch (operation.body()) {
      case Body.None _ -> {}
      case Body.Json(Class<?> type) ->
          described.put("requestBody", body("application/json", shapes.body(type)));
      case Body.Lines(Class<?> line) ->
          described.put("requestBody", body("application/x-ndjson", shapes.body(line)));
    }
    var responses = new LinkedHashMap<String, Object>();
    operation
        .answers()
        .forEach(answer -> responses.put(Integer.toString(answer.status()), response(answer)));
    responses.put(
        "default",
        Map.of(
            "description",
            "A problem.",
            "content",
            Map.of("application/problem+json", Map.of("schema", shapes.answer(Problem.class)))));
    described.put("responses", responses);
    return described;
  }

  private static Map<String, Object> body(String type, Map<String, Object> schema) {
    return Map.of("content", Map.of(type, Map.of("schema", schema)));
  }

  private static List<Map<String, Object>> parameters(Operation operation) {
    var parameters = new ArrayList<Map<String, Object>>();
    var names = PARAMETER.matcher(operation.path());
    while (names.find()) {
      parameters.add(
          Map.of(
              "name",
              names.group(1),
              "in",
              "path",
              "required",
              true,
              "schema",
              Map.of("type", "string")));
    }
    for (var each : operation.query()) {
      parameters.add(
          Map.of(
              "name", each.name(),
              "in", "query",
              "description", each.description(),
              "schema", Map.of("type", "string")));
    }
    return parameters;
  }

  private Map<String, Object> response(Answer answer) {
    var type = answer.type();
    if (type == null) {
      return Map.of("description", "Done.");
    }
    if (EventStream.class.isAssignableFrom(type)) {
      return Map.of(
          "description",
          "A stream of events.",
          "content",
          Map.of("text/event-stream", Map.of("schema", Map.of("type", "string"))));
    }
    var schema = answer.isList() ? list(shapes.answer(type)) : shapes.answer(type);
    return Map.of(
        "description", "Good.", "content", Map.of("application/json", Map.of("schema", schema)));
  }

  private static Map<String, Object> list(Map<String, Object> item) {
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of(
            "items", Map.of("type", "array", "items", item),
            "next", Map.of("type", List.of("string", "null")),
            "asOf", Map.of("type", "string", "format", "date-time")),
        "required",
        List.of("items", "next", "asOf"),
        "additionalProperties",
        false);
  }
}
