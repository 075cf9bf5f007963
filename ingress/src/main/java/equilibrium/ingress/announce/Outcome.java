package equilibrium.ingress.announce;

import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Transport;
import org.jspecify.annotations.Nullable;

/** What becomes of an announce. */
public sealed interface Outcome {

  /**
   * It is entered and recorded. The reply goes out when the event is durable. A thread may fill one
   * object anew for each announce; what it holds may be kept.
   */
  final class Accepted implements Outcome {
    private byte[] event = {};
    private @Nullable HandOut handOut;
    private Transport transport = Transport.UNKNOWN;
    private boolean early;
    private int interval;
    private int minInterval;
    private @Nullable String trackerId;
    private @Nullable Notice notice;

    /**
     * Sets what is recorded.
     *
     * @param event as the topic {@code announces} carries it; nobody may change it
     * @param handOut the peers in the reply; null: none
     */
    public Accepted records(byte[] event, @Nullable HandOut handOut, Transport transport) {
      this.event = event;
      this.handOut = handOut;
      this.transport = transport;
      return this;
    }

    /**
     * Sets when the client should announce again; real seconds, at least 1.
     *
     * @param early as {@link #isEarly}
     */
    public Accepted asks(int interval, int minInterval, boolean early) {
      this.interval = interval;
      this.minInterval = minInterval;
      this.early = early;
      return this;
    }

    /**
     * Sets what the reply says besides.
     *
     * @param trackerId for the client to echo; null: the wire sends none
     * @param notice what the reply says because of a suspicion; null: nothing
     */
    public Accepted says(@Nullable String trackerId, @Nullable Notice notice) {
      this.trackerId = trackerId;
      this.notice = notice;
      return this;
    }

    public byte[] event() {
      return event;
    }

    public @Nullable HandOut handOut() {
      return handOut;
    }

    public Transport transport() {
      return transport;
    }

    /** One early announce too many: answered with the counts, and without peers. */
    public boolean isEarly() {
      return early;
    }

    public int interval() {
      return interval;
    }

    public int minInterval() {
      return minInterval;
    }

    public @Nullable String trackerId() {
      return trackerId;
    }

    public @Nullable Notice notice() {
      return notice;
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
