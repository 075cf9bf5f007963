package equilibrium.console.shape;

import java.util.List;

/**
 * Whether all is well, in one sentence, and what is not.
 *
 * @param state {@code good}, {@code warning} or {@code bad}
 * @param text for people
 * @param conditions the worst first; empty: all is well
 */
public record Verdict(String state, String text, List<Condition> conditions) {
  /**
   * Something that is not as it should be.
   *
   * @param name as the alert of it has it
   * @param state {@code warning} or {@code bad}
   * @param runbook page of docs/operate that says what to do
   */
  public record Condition(String name, String state, String text, String runbook) {}

  public Verdict {
    conditions = List.copyOf(conditions);
  }
}
