package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;

/**
 * A program that runs, or ran within the last day.
 *
 * @param process the same of programs that share a process, as under {@code up}
 * @param state {@code here}, {@code late} or {@code missing}
 * @param chores whether it does what only one node may do: it writes ticks and answers requests to
 *     all nodes
 * @param addresses where it can be reached
 * @param view empty: it keeps none
 */
public record Member(
    String node,
    String program,
    String process,
    String version,
    Instant startedAt,
    Instant lastSeenAt,
    String state,
    boolean chores,
    List<String> addresses,
    List<Position> view) {
  /** The next offset that it reads of a partition of {@code announces}. */
  public record Position(int partition, long offset) {}

  public Member {
    addresses = List.copyOf(addresses);
    view = List.copyOf(view);
  }
}
