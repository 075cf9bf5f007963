package equilibrium.scoring;

import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;

/** What becomes of an announce. */
sealed interface Outcome {

  /** It adds nothing and changes nothing. */
  record Ignored(Reason reason) implements Outcome {}

  /** It was counted: the session after it, and what it added. */
  record Counted(Session after, Delta delta) implements Outcome {}

  /** Why an announce is ignored. */
  enum Reason {
    /** It, or a later one of its session, has been counted. */
    LATE,
    /** The same report by another socket of the same client. */
    DUPLICATE,
    /** Another client uses the peer id of a session that is alive. */
    FOREIGN
  }

  /**
   * What one counted announce added.
   *
   * @param role during the interval that ends with it
   * @param seconds since the previous one, 0 in FIRST and RESET
   * @param secondsOnline of them, in which the session was there
   * @param secondsSeeded of them
   * @param uploaded bytes credited
   * @param uploadedClaimed bytes before the clamp
   */
  record Delta(
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

    static Delta none(Step kind, Role role) {
      return new Delta(kind, role, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Bytes received and not kept. */
    long discarded() {
      return Saturating.sum(corrupt, redundant);
    }
  }
}
