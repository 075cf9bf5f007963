package equilibrium.anomaly.fold;

import equilibrium.anomaly.evidence.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Rules that are folded over the same groups. The same rule reports a group at most once in {@link
 * #REPEAT_MS}.
 */
public final class RuleSet<T> {
  /** A day. */
  public static final long REPEAT_MS = 24 * 3_600_000L;

  private final List<FoldRule<T>> rules;

  /** What a record led to. */
  public record Result(Folded after, List<Found> found, List<Signal> signals) {}

  public RuleSet(List<? extends FoldRule<T>> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Whether the record matters to a group of which nothing is remembered. */
  public boolean begins(T record) {
    for (var rule : rules) {
      if (rule.begins(record)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Applies every rule that the record concerns.
   *
   * @param atMs effective time of the record
   */
  public Result after(Folded before, T record, long atMs) {
    var states = new TreeMap<>(before.rules());
    var found = new ArrayList<Found>();
    var signals = new ArrayList<Signal>();
    for (var rule : rules) {
      var id = rule.rule().id();
      var state = states.getOrDefault(id, RuleState.NONE);
      if (!state.isBlank() || rule.begins(record)) {
        var outcome = rule.after(state, record);
        long firedAtMs = state.firedAtMs();
        if (outcome.found() != null && !repeats(firedAtMs, atMs)) {
          found.add(outcome.found());
          firedAtMs = atMs;
        }
        if (outcome.signal() != null) {
          signals.add(outcome.signal());
        }
        var next = outcome.after().at(Math.max(state.atMs(), atMs), firedAtMs);
        if (next.isBlank() && firedAtMs == RuleState.NEVER) {
          states.remove(id);
        } else {
          states.put(id, next);
        }
      }
    }
    return new Result(new Folded(states), found, signals);
  }

  private static boolean repeats(long firedAtMs, long atMs) {
    return firedAtMs != RuleState.NEVER && atMs - firedAtMs < REPEAT_MS;
  }

  /** The group without what is over; states of rules that are not there any more go too. */
  public Folded at(long nowMs, Folded folded) {
    var states = new TreeMap<String, RuleState>();
    for (var rule : rules) {
      var state = folded.rules().get(rule.rule().id());
      if (state != null && isKept(rule, state, nowMs)) {
        states.put(rule.rule().id(), state);
      }
    }
    return new Folded(states);
  }

  private boolean isKept(FoldRule<T> rule, RuleState state, long nowMs) {
    return state.atMs() + rule.keptMs() > nowMs
        || (state.firedAtMs() != RuleState.NEVER && state.firedAtMs() + REPEAT_MS > nowMs);
  }
}
