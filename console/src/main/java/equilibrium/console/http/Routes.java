package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the operation of a method and a path. A text in a template wins over a parameter. */
final class Routes {
  /** An operation with the parameters of its path. */
  record Found(Operation operation, Map<String, String> parameters) {}

  private final List<Operation> operations;

  Routes(List<Operation> operations) {
    var sorted = new ArrayList<>(operations);
    sorted.sort((a, b) -> Boolean.compare(a.path().contains("{"), b.path().contains("{")));
    this.operations = List.copyOf(sorted);
  }

  /**
   * The operation of a request.
   *
   * @param path below {@code /api/v1}
   */
  Found find(String method, String path) {
    var methods = new TreeSet<String>();
    for (var operation : operations) {
      var parameters = match(operation.path().split("/"), path.split("/"));
      if (parameters != null) {
        if (operation.method().equals(method)) {
          return new Found(operation, parameters);
        }
        methods.add(operation.method());
      }
    }
    throw methods.isEmpty()
        ? ProblemType.NOT_FOUND.refuse("there is nothing at /api/v1" + path)
        : ProblemType.WRONG_METHOD.refuse(
            "the method is %s, expected %s".formatted(method, String.join(", ", methods)));
  }

  private static @Nullable Map<String, String> match(String[] template, String[] path) {
    if (template.length != path.length) {
      return null;
    }
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < template.length; i++) {
      var part = template[i];
      if (part.startsWith("{")) {
        parameters.put(part.substring(1, part.length() - 1), path[i]);
      } else if (!part.equals(path[i])) {
        return null;
      }
    }
    return parameters;
  }
}
