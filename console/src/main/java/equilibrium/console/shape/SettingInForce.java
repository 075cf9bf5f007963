package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting: of the process that the console runs in, and of each node.
 *
 * @param source {@code default}, {@code file}, {@code console}, {@code environment} or {@code flag}
 * @param changed whether the value is not the default
 * @param live whether it can be set while programs run
 * @param override what was set through the console; null: nothing
 * @param nodes of each node that has reported itself, by what is in force there; more than one
 *     item: they differ
 */
public record SettingInForce(
    String key,
    String value,
    String source,
    String description,
    String values,
    String byDefault,
    boolean changed,
    boolean live,
    @Nullable ByOperator override,
    List<Nodes> nodes) {

  /**
   * A value that an operator set.
   *
   * @param by name of the token
   */
  public record ByOperator(String value, String by, Instant at) {}

  /**
   * Nodes on which the same is in force.
   *
   * @param source as of the setting
   * @param next the value of their next start; null: the same
   * @param refused why the override is not in force there; empty: it is, there is none, or
   *     environment or flag override it
   * @param nodes program and id of each, such as {@code ingress 17}
   */
  public record Nodes(
      String value, String source, @Nullable String next, String refused, List<String> nodes) {
    public Nodes {
      nodes = List.copyOf(nodes);
    }
  }

  public SettingInForce {
    nodes = List.copyOf(nodes);
  }
}
