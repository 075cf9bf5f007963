package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a part of the tracker, or of one program of one node, for a time, and what became of
 * clients meanwhile.
 *
 * @param part of this process; null: it was a node
 * @param node id of the program in topic {@code members}; null: it was a part
 * @param program of the node; null: it was a part
 * @param kind {@code stop} of a part; {@code kill}, {@code no-kafka}, {@code no-postgres} or {@code
 *     deaf} of a node
 * @param by name of the token
 * @param until when it ends, or when somebody ended it, or when a program that was killed was back
 * @param state {@code ordered} until the node says that it obeys, {@code running}, {@code
 *     recovering} until the verdict is good again and the node records all, {@code over}, or {@code
 *     ignored} by the node
 * @param answered announces that were answered with peers until it was over, by the node, or by
 *     this process; null: not known
 * @param notRecorded those of them whose reply said "not recorded"; null: not known
 * @param worst the worst state of the verdict: {@code good}, {@code warning} or {@code bad}
 * @param worstText what the verdict said then
 * @param recoverySeconds from the end until the verdict was good again and the node recorded all;
 *     null: it is not yet
 * @param chores who took over what only one node may do; null: the node did not do it
 */
public record Drill(
    @Nullable String part,
    @Nullable String node,
    @Nullable String program,
    String kind,
    String by,
    Instant startedAt,
    Instant until,
    String state,
    @Nullable Long answered,
    @Nullable Long notRecorded,
    String worst,
    String worstText,
    @Nullable Double recoverySeconds,
    @Nullable Handover chores) {

  /**
   * Another node writes ticks and answers requests to all nodes.
   *
   * @param from the node of the drill
   * @param to null: nobody has taken over yet
   * @param seconds from the beginning until then; null: nobody has taken over yet
   */
  public record Handover(String from, @Nullable String to, @Nullable Double seconds) {}

  /**
   * A program that obeys drills.
   *
   * @param kinds of drills
   * @param chores whether it does what only one node may do
   */
  public record Node(String node, String program, List<String> kinds, boolean chores) {
    public Node {
      kinds = List.copyOf(kinds);
    }
  }

  /**
   * Where a drill can cause a fault, and where one did.
   *
   * @param parts of this process that can be stopped; empty: none, or drills are not allowed
   * @param nodes programs that obey drills
   * @param drills newest first, at most 50
   */
  public record Board(List<String> parts, List<Node> nodes, List<Drill> drills) {
    public Board {
      parts = List.copyOf(parts);
      nodes = List.copyOf(nodes);
      drills = List.copyOf(drills);
    }
  }
}
