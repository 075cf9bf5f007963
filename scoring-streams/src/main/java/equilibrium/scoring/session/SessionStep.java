package equilibrium.scoring.session;

import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.Saturating;

/** What an announce does to its session. */
public sealed interface SessionStep {

  /** It adds nothing and changes nothing. */
  public record Ignored(Reason reason) implements SessionStep {}

  /**
   * It is counted.
   *
   * @param session after it; without a claim yet
   * @param delta what it added
   */
  public record Counted(Session session, Delta delta) implements SessionStep {}

  /** Why an announce is ignored. */
  public enum Reason {
    /** It, or a later one of its session, has been counted. */
    LATE,
    /** Another socket of the same client sent the same report. */
    DUPLICATE,
    /** Another client uses the peer id of a session that is alive. */
    FOREIGN
  }

  /**
   * What one counted announce added.
   *
   * @param role during the interval that ends with it
   * @param seconds since the previous announce; 0 in FIRST and RESET
   * @param secondsOnline of them, in which the session was alive
   * @param secondsSeeded of them, in which it seeded
   * @param uploaded bytes credited
   * @param uploadedClaimed bytes before the limit by line speed
   */
  public record Delta(
      Step kind,
      Role role,
      long seconds,
      long secondsOnline,
      long secondsSeeded,
      long uploaded,
      long uploadedClaimed,
      long downloaded,
      long corrupt,
      long redundant) {

    public static Delta none(Step kind, Role role) {
      return new Delta(kind, role, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Bytes received and not kept. */
    public long discarded() {
      return Saturating.sum(corrupt, redundant);
    }
  }
}
