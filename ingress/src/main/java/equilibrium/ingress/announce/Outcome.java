package equilibrium.ingress.announce;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.HandOut;
import org.jspecify.annotations.Nullable;

/** What becomes of an announce. */
public sealed interface Outcome {

  /**
   * It is a fact. The reply is in the visit; it goes out when the event is durable.
   *
   * @param handOut who was told about whom; null: nobody
   * @param trackerId for the client to echo
   */
  record Accepted(Announced event, @Nullable HandOut handOut, Waits waits, String trackerId)
      implements Outcome {

    /** It came too early once too often: answered with the counts, and without peers. */
    public boolean isEarly() {
      return !event.getAnswer().getInTime();
    }
  }

  /** It is refused, for a reason in words for the client's user. Not recorded. */
  record Refused(String reason) implements Outcome {}

  /** It would be refused, but it says good-bye: a good answer without peers. Not recorded. */
  record Stopped(Waits waits) implements Outcome {}

  /**
   * There is no room for it: a good answer with peers, which says that it is not recorded. Other
   * nodes, too, know nothing of it: what is not entered here must not be entered there.
   *
   * @param trackerId remembers in our place when its session began
   */
  record NotAdmitted(Waits waits, String trackerId) implements Outcome {}

  /** Its address has asked too much. Nothing was looked at. Never said to a good-bye. */
  record Limited() implements Outcome {}

  /** What the reply says about the next announce; real seconds, at least 1. */
  record Waits(int interval, int minInterval) {}
}
