package equilibrium.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.Announces.Said;
import equilibrium.scoring.Outcome.Counted;
import equilibrium.scoring.Outcome.Delta;
import equilibrium.scoring.Outcome.Ignored;
import equilibrium.scoring.Outcome.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session, as the announces that were folded leave it. */
final class FoldedSession {
  private static final Position PLACE = new Position(3, 1L);

  final Announces announces = new Announces();
  private final SessionFold fold = new SessionFold(ScoringRules.V2.sessions());
  private @Nullable Session state;

  /** Folds the next announce of its peer, which must count. */
  Delta counted(Said said) {
    return counted(announces.by(said));
  }

  /** Folds an announce that must count. */
  Delta counted(Announced announced) {
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Counted.class);
    return ((Counted) outcome).delta();
  }

  /** Folds an announce that must change nothing. */
  Reason ignored(Announced announced) {
    var before = state;
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Ignored.class);
    assertThat(state).isEqualTo(before);
    return ((Ignored) outcome).reason();
  }

  /** Before any tick. */
  Outcome fold(Announced announced, long effectiveMs) {
    return fold(announced, effectiveMs, Long.MIN_VALUE);
  }

  Outcome fold(Announced announced, long effectiveMs, long nowMs) {
    var outcome = fold.fold(state, Heard.of(announced, effectiveMs, PLACE, false), nowMs);
    switch (outcome) {
      case Counted(Session after, _) -> state = after;
      case Ignored _ -> {}
    }
    return outcome;
  }

  Session state() {
    return Objects.requireNonNull(state);
  }

  /** The next announce is the first. */
  void forget() {
    state = null;
  }
}
