package equilibrium.console.problem;

import java.util.List;

/**
 * A problem as clients read it (RFC 9457).
 *
 * @param type {@code /problems/NAME}
 * @param title the same for every problem of a type
 * @param status of HTTP
 * @param detail what is wrong here: the value, and what was expected
 * @param errors by field, where a body or query has several
 */
public record Problem(String type, String title, int status, String detail, List<Field> errors) {

  /**
   * What is wrong with one field.
   *
   * @param pointer to the field: {@code /sizeBytes}, or {@code ?limit} in a query
   */
  public record Field(String pointer, String detail) {}

  public Problem {
    errors = List.copyOf(errors);
  }
}
