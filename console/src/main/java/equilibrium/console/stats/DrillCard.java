package equilibrium.console.stats;

import equilibrium.console.shape.Drill;
import equilibrium.console.shape.Verdict;
import equilibrium.schemas.EnumText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one drill so far. Not thread-safe. */
final class DrillCard {
  private static final List<String> STATES = List.of(Verdicts.GOOD, Verdicts.WARNING, Verdicts.BAD);

  /**
   * Announces of this process so far.
   *
   * @param answered with peers
   * @param notRecorded those of them whose reply said so
   */
  record Counts(long answered, long notRecorded) {}

  private final String part;
  private final String by;
  private final Instant startedAt;
  private final @Nullable Counts before;
  private @Nullable Counts now;
  private Instant until;
  private State state = State.RUNNING;
  private String worst = Verdicts.GOOD;
  private String worstText = "";
  private @Nullable Double recoverySeconds;

  /** How far a drill is. */
  enum State {
    RUNNING,
    /** Its time is over, and the verdict is not good again. */
    RECOVERING,
    OVER
  }

  /**
   * A drill that begins.
   *
   * @param counts null: there is no ingress in this process
   */
  DrillCard(String part, String by, Duration time, @Nullable Counts counts) {
    this.part = part;
    this.by = by;
    this.startedAt = Instant.now();
    this.until = startedAt.plus(time);
    this.before = counts;
    this.now = counts;
  }

  String part() {
    return part;
  }

  Instant until() {
    return until;
  }

  State state() {
    return state;
  }

  /** Somebody ended it, or another drill begins. */
  void end() {
    var at = Instant.now();
    if (at.isBefore(until)) {
      until = at;
    }
    state = state == State.RUNNING ? State.RECOVERING : State.OVER;
  }

  /**
   * What is seen of it.
   *
   * @param isRunning whether the part that it stopped runs
   */
  void see(Verdict verdict, boolean isRunning, @Nullable Counts counts) {
    now = counts;
    if (STATES.indexOf(verdict.state()) > STATES.indexOf(worst)) {
      worst = verdict.state();
      worstText = verdict.text();
    }
    var at = Instant.now();
    if (at.isBefore(until)) {
      return;
    }
    state = State.RECOVERING;
    if (isRunning && verdict.state().equals(Verdicts.GOOD)) {
      state = State.OVER;
      recoverySeconds = Duration.between(until, at).toMillis() / 1_000.0;
    }
  }

  Drill shown() {
    var since = since();
    return new Drill(
        part,
        by,
        startedAt,
        until,
        EnumText.of(state),
        since == null ? null : Long.valueOf(since.answered()),
        since == null ? null : Long.valueOf(since.notRecorded()),
        worst,
        worstText,
        recoverySeconds);
  }

  private @Nullable Counts since() {
    var first = before;
    var last = now;
    return first == null || last == null
        ? null
        : new Counts(last.answered() - first.answered(), last.notRecorded() - first.notRecorded());
  }
}
