package equilibrium.anomaly.fold;

import equilibrium.schemas.event.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * What one rule remembers of one group.
 *
 * @param atMs effective time of the newest record, milliseconds since 1970
 * @param firedAtMs effective time of its newest finding; {@link #NEVER}: none
 * @param values as the rule defines them
 * @param events that it would show, oldest first, at most {@link #MOST_EVENTS}
 */
public record RuleState(long atMs, long firedAtMs, List<Long> values, List<Position> events) {
  public static final long NEVER = Long.MIN_VALUE;
  public static final int MOST_EVENTS = 20;

  /** Nothing is remembered. */
  public static final RuleState NONE = new RuleState(NEVER, NEVER, List.of(), List.of());

  public RuleState {
    values = List.copyOf(values);
    events = List.copyOf(events);
  }

  /** A state of these values that shows one event. */
  public static RuleState of(Position event, Long... values) {
    return new RuleState(NEVER, NEVER, List.of(values), List.of(event));
  }

  /** Whether the rule remembers nothing of the group but its own finding. */
  public boolean isBlank() {
    return values.isEmpty() && events.isEmpty();
  }

  /** A value; 0 if there is none at this place. */
  public long value(int index) {
    return index < values.size() ? values.get(index) : 0;
  }

  /** Other values, and one more event. The oldest event goes where there are too many. */
  public RuleState next(Position event, Long... values) {
    return next(event, List.of(values));
  }

  /** As the other. */
  public RuleState next(Position event, List<Long> values) {
    var all = new ArrayList<>(events);
    all.add(event);
    var kept = all.subList(Math.max(0, all.size() - MOST_EVENTS), all.size());
    return new RuleState(atMs, firedAtMs, values, kept);
  }

  /** Other values, and the same events. */
  public RuleState with(Long... values) {
    return new RuleState(atMs, firedAtMs, List.of(values), events);
  }

  RuleState at(long atMs, long firedAtMs) {
    return new RuleState(atMs, firedAtMs, values, events);
  }
}
