package equilibrium.console.problem;

import java.util.List;

/** Ends a request with a problem. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ProblemType type;
  private final transient List<Problem.Field> errors;

  Refused(ProblemType type, String detail, List<Problem.Field> errors) {
    super(detail);
    this.type = type;
    this.errors = errors;
  }

  /** A value of a body or a query that is not what was expected. */
  public static Refused badValue(String pointer, String detail) {
    return new Refused(
        ProblemType.BAD_VALUE,
        pointer + ": " + detail,
        List.of(new Problem.Field(pointer, detail)));
  }

  public ProblemType type() {
    return type;
  }

  public Problem problem() {
    return new Problem(
        type.path(), type.title(), type.status(), String.valueOf(getMessage()), errors);
  }
}
