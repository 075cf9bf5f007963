package equilibrium.scoring.session;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.session.SessionStep.Reason;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.Announces.Said;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session, as the announces that were folded leave it. */
public final class FoldedSession {
  private static final Position PLACE = new Position(3, 1L);

  public final Announces announces = new Announces();
  private final SessionFold fold = new SessionFold(ScoringRules.V2.sessions());
  private @Nullable Session state;

  /** Folds the next announce of its peer, which must count. */
  public Delta counted(Said said) {
    return counted(announces.by(said));
  }

  /** Folds an announce that must count. */
  public Delta counted(Announced announced) {
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Counted.class);
    return ((Counted) outcome).delta();
  }

  /** Folds an announce that must change nothing. */
  public Reason ignored(Announced announced) {
    var before = state;
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Ignored.class);
    assertThat(state).isEqualTo(before);
    return ((Ignored) outcome).reason();
  }

  /** Before any tick. */
  public SessionStep fold(Announced announced, long effectiveMs) {
    return fold(announced, effectiveMs, Long.MIN_VALUE);
  }

  public SessionStep fold(Announced announced, long effectiveMs, long nowMs) {
    var outcome =
        fold.fold(state, ReportedAnnounce.of(announced, effectiveMs, PLACE, false), nowMs);
    switch (outcome) {
      case Counted(Session after, _) -> state = after;
      case Ignored _ -> {}
    }
    return outcome;
  }

  public Session state() {
    return Objects.requireNonNull(state);
  }

  /** The next announce is the first. */
  public void forget() {
    state = null;
  }
}
