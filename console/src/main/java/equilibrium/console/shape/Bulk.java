package equilibrium.console.shape;

import java.util.List;

/**
 * What became of many lines.
 *
 * @param problems the first 100
 */
public record Bulk(long accepted, long unchanged, long rejected, List<LineProblem> problems) {
  /** A line that was rejected, counted from 1. */
  public record LineProblem(long line, String detail) {}

  public Bulk {
    problems = List.copyOf(problems);
  }
}
