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
import equilibrium.scoring.stream.Announces.Report;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session and the fold of its announces. */
public final class FoldedSession {
  private static final Position SOURCE = new Position(3, 1L);

  public final Announces announces = new Announces();
  private final SessionFold fold = new SessionFold(ScoringRules.V3.sessions());
  private @Nullable Session state;

  /** Folds the next announce of its peer, which must count. */
  public Delta counted(Report report) {
    return counted(announces.by(report));
  }

  /** Folds an announce that must count. */
  public Delta counted(Announced announced) {
    var step = fold(announced, announced.getReceivedAtMs());
    assertThat(step).isInstanceOf(Counted.class);
    return ((Counted) step).delta();
  }

  /** Folds an announce that must change nothing. */
  public Reason ignored(Announced announced) {
    var before = state;
    var step = fold(announced, announced.getReceivedAtMs());
    assertThat(step).isInstanceOf(Ignored.class);
    assertThat(state).isEqualTo(before);
    return ((Ignored) step).reason();
  }

  /** Before any tick. */
  public SessionStep fold(Announced announced, long effectiveMs) {
    return fold(announced, effectiveMs, Long.MIN_VALUE);
  }

  public SessionStep fold(Announced announced, long effectiveMs, long nowMs) {
    var step = fold.fold(state, ReportedAnnounce.of(announced, effectiveMs, SOURCE, false), nowMs);
    switch (step) {
      case Counted(Session session, _) -> state = session;
      case Ignored _ -> {}
    }
    return step;
  }

  public Session state() {
    return Objects.requireNonNull(state);
  }

  /** Forgets the session: the next announce is its first. */
  public void forget() {
    state = null;
  }
}
