package equilibrium.console.stats;

import equilibrium.console.shape.Drill;
import equilibrium.console.shape.Verdict;
import equilibrium.console.stats.DrillTarget.Part;
import equilibrium.console.stats.DrillTarget.Program;
import equilibrium.console.stats.DrillTarget.Sight;
import equilibrium.schemas.EnumText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one drill so far. Not thread-safe. */
final class DrillCard {
  private static final List<String> STATES = List.of(Verdicts.GOOD, Verdicts.WARNING, Verdicts.BAD);

  /** After that the program counts as away by its silence. */
  private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(2);

  private static final double MS_PER_SECOND = 1_000;

  /**
   * Announces so far, of the node or of this process.
   *
   * @param answered with peers
   * @param notRecorded those of them whose reply said so
   */
  record Counts(long answered, long notRecorded) {}

  /**
   * When and by whom it was ordered.
   *
   * @param by name of the token
   */
  record Times(String by, Instant startedAt, Instant until) {}

  /**
   * What is seen at one time.
   *
   * @param sight of where the drill causes a fault
   * @param isRecording whether the node records what it answers, as it has said since the end
   * @param counts null: there is no ingress
   * @param owner node that does the chores; null: none, or it is not known
   */
  record Seen(
      Verdict verdict,
      Sight sight,
      boolean isRecording,
      @Nullable Counts counts,
      @Nullable String owner) {}

  private final DrillTarget target;
  private final String by;
  private final Instant startedAt;
  private final @Nullable Counts before;
  private final @Nullable String ownerBefore;
  private @Nullable Counts now;
  private Instant until;
  private State state;
  private Sight sight = Sight.SILENT;
  private String worst = Verdicts.GOOD;
  private String worstText = "";
  private @Nullable Double recoverySeconds;
  private @Nullable String newOwner;
  private @Nullable Double handoverSeconds;

  /** How far a drill is. */
  enum State {
    /** The node has not said that it obeys. */
    ORDERED,
    RUNNING,
    /** Its time is over, and the verdict or the node is not well again. */
    RECOVERING,
    OVER,
    /** Its time is over, and the node never said that it obeys. */
    IGNORED
  }

  /**
   * A drill that begins.
   *
   * @param counts null: there is no ingress
   * @param owner node that does the chores; null: none, or it is not known
   */
  DrillCard(DrillTarget target, Times times, @Nullable Counts counts, @Nullable String owner) {
    this.target = target;
    this.by = times.by();
    this.startedAt = times.startedAt();
    this.until = times.until();
    this.before = counts;
    this.now = counts;
    this.ownerBefore = owner;
    this.state =
        switch (target) {
          case Part _ -> State.RUNNING;
          case Program _ -> State.ORDERED;
        };
  }

  DrillTarget target() {
    return target;
  }

  Instant until() {
    return until;
  }

  boolean isUnfinished() {
    return state != State.OVER && state != State.IGNORED;
  }

  /** Whether another drill has to wait. */
  boolean isOn() {
    return state == State.ORDERED || state == State.RUNNING;
  }

  /** Whether it is on at a part or node. */
  boolean isOnAt(String id) {
    return isOn() && target.id().equals(id);
  }

  /** Whether it is a program of a node whose fault is still on, or that was killed. */
  boolean isStruck() {
    return target instanceof Program
        && (state == State.RUNNING || state == State.RECOVERING)
        && (sight == Sight.STRUCK || sight == Sight.SILENT)
        && Instant.now().isBefore(until.plus(LONGEST_RECOVERY));
  }

  /** Somebody ended it. */
  void end() {
    endNow();
    state = State.RECOVERING;
  }

  /** Another drill begins. */
  void giveWay() {
    endNow();
    state = State.OVER;
  }

  private void endNow() {
    var at = Instant.now();
    if (at.isBefore(until)) {
      until = at;
    }
  }

  /** What is seen of it; call it each second until it is over. */
  void see(Seen seen) {
    now = seen.counts() == null ? now : seen.counts();
    sight = seen.sight();
    noteWorst(seen.verdict());
    noteOwner(seen.owner());
    if (state == State.ORDERED && isObeyed()) {
      state = State.RUNNING;
    }
    var at = Instant.now();
    if (isBackAlive()) {
      until = at;
    }
    if (at.isBefore(until)) {
      return;
    }
    if (state == State.ORDERED) {
      state = State.IGNORED;
      return;
    }
    state = State.RECOVERING;
    if (isWell() && seen.isRecording() && seen.verdict().state().equals(Verdicts.GOOD)) {
      state = State.OVER;
      recoverySeconds = seconds(until, at);
    }
  }

  private void noteWorst(Verdict verdict) {
    if (STATES.indexOf(verdict.state()) > STATES.indexOf(worst)) {
      worst = verdict.state();
      worstText = verdict.text();
    }
  }

  private void noteOwner(@Nullable String owner) {
    if (hadChores() && newOwner == null && owner != null && !owner.equals(ownerBefore)) {
      newOwner = owner;
      handoverSeconds = seconds(startedAt, Instant.now());
    }
  }

  private boolean hadChores() {
    return target.id().equals(ownerBefore);
  }

  /** A process that was killed may have said so too shortly to be seen. */
  private boolean isObeyed() {
    return sight == Sight.STRUCK || (isKill() && sight == Sight.BACK);
  }

  private boolean isKill() {
    return target instanceof Program program && program.isKilled();
  }

  private boolean isBackAlive() {
    return state == State.RUNNING && isKill() && sight == Sight.BACK;
  }

  private boolean isWell() {
    return sight == Sight.WELL || sight == Sight.BACK;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / MS_PER_SECOND;
  }

  Drill shown() {
    var since = since();
    var program = target instanceof Program found ? found : null;
    return new Drill(
        target instanceof Part(String name) ? name : null,
        program == null ? null : program.node(),
        program == null ? null : program.order().getProgram(),
        program == null ? "stop" : program.kind(),
        by,
        startedAt,
        until,
        EnumText.of(state),
        since == null ? null : Long.valueOf(since.answered()),
        since == null ? null : Long.valueOf(since.notRecorded()),
        worst,
        worstText,
        recoverySeconds,
        hadChores() ? new Drill.Handover(target.id(), newOwner, handoverSeconds) : null);
  }

  private @Nullable Counts since() {
    var first = before;
    var last = now;
    return first == null || last == null
        ? null
        : new Counts(
            Math.max(0, last.answered() - first.answered()),
            Math.max(0, last.notRecorded() - first.notRecorded()));
  }
}
