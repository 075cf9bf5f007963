package equilibrium.ingress.announce;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.HandOut;
import org.jspecify.annotations.Nullable;

/** What becomes of an announce. */
public sealed interface Outcome {

  /**
   * It is entered and recorded. The reply goes out when the event is durable.
   *
   * @param handOut the peers in the reply; null: none
   * @param trackerId for the client to echo; null: the wire sends none
   * @param notice what the reply says because of a suspicion; null: nothing
   */
  record Accepted(
      Announced event,
      @Nullable HandOut handOut,
      Waits waits,
      @Nullable String trackerId,
      @Nullable Notice notice)
      implements Outcome {

    /** One early announce too many: answered with the counts, and without peers. */
    public boolean isEarly() {
      return !event.getAnswer().getInTime();
    }
  }

  /**
   * It is refused, for a reason that the client shows to its user. Not recorded.
   *
   * @param againSeconds real seconds until the client should announce again
   */
  record Refused(String reason, int againSeconds) implements Outcome {
    /** Where a refusal does not say otherwise (docs/policy.md 1.3). */
    private static final int USUAL_SECONDS = 1800;

    public Refused(String reason) {
      this(reason, USUAL_SECONDS);
    }
  }

  /**
   * It would be refused, but it says {@code stopped}: a good answer without peers. Not recorded.
   */
  record Stopped(Waits waits) implements Outcome {}

  /**
   * A limit keeps it out of its swarm: a good answer with peers, which says that it is not
   * recorded. It stays off the log so that other nodes do not enter it either.
   *
   * @param trackerId carries the start of the session in place of our memory; null: the wire sends
   *     none
   */
  record NotAdmitted(Waits waits, @Nullable String trackerId) implements Outcome {}

  /** Its address exceeds the limit of requests. Never the outcome of a {@code stopped}. */
  record Limited() implements Outcome {}

  /** When the client should announce again; real seconds, at least 1. */
  record Waits(int interval, int minInterval) {}
}
