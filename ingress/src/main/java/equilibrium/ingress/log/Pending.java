package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.spool.SpoolEntry;
import equilibrium.schemas.AnnouncedHead;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Transport;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** An accepted announce on its way, and the reply that may wait for it. */
abstract sealed class Pending implements SpoolEntry permits BestEffort, LogFirst, SpoolFirst {
  /** One object less for each event than a field of its own class. */
  private static final AtomicIntegerFieldUpdater<Pending> MARKS =
      AtomicIntegerFieldUpdater.newUpdater(Pending.class, "marks");

  /** Its reply was sent. */
  private static final int RELEASED = 1;

  /** It was given to the spool after Kafka had not taken it. */
  static final int SPOOLED = 2;

  /** What became of an event before its reply was sent. */
  enum Result {
    /** Kafka has it. */
    RECORDED,
    /** The spool has it. */
    SPOOLED,
    /** It is on its way; the reply does not promise more. */
    SENT,
    UNRECORDED
  }

  /** The peers in the reply; null: none. */
  final @Nullable HandOut handOut;

  /** When it was handed in, as of {@link System#nanoTime}. */
  final long startNs = System.nanoTime();

  /** End of the wait that is watched now, as of {@link System#nanoTime}. */
  volatile long dueNs;

  final Publisher publisher;

  private final byte[] value;
  private final Transport transport;
  private final Reply reply;
  private volatile int marks;

  Pending(Accepted accepted, Reply reply, Publisher publisher) {
    this.value = accepted.event();
    this.handOut = accepted.handOut();
    this.transport = accepted.transport();
    this.reply = reply;
    this.publisher = publisher;
  }

  @Override
  public EventId id() {
    return AnnouncedHead.id(value);
  }

  @Override
  public long receivedAtMs() {
    return AnnouncedHead.receivedAtMs(value);
  }

  @Override
  public byte[] key() {
    return AnnouncedHead.infoHash(value);
  }

  @Override
  public byte[] value() {
    return value;
  }

  /** Takes it on its way. Called once, by the thread that answers; never blocks. */
  abstract void start();

  /** Kafka has acknowledged it. */
  abstract void acknowledged();

  /** It was not sent to Kafka, or its sending failed; it may be in the log nevertheless. */
  abstract void unsent();

  /** It has waited long enough for Kafka. */
  abstract void overdue();

  /** Whether nothing needs to be done when it is overdue. */
  abstract boolean isSettled();

  /** Its reply has waited long enough for the spool. */
  final void spoolOverdue() {
    publisher.spool().stall();
    release(Result.UNRECORDED);
  }

  final boolean isReleased() {
    return has(RELEASED);
  }

  /** Sends the reply, unless it was sent before. */
  final void release(Result result) {
    if (mark(RELEASED)) {
      publisher.count(result, transport, System.nanoTime() - startNs);
      try {
        reply.release(result != Result.UNRECORDED);
      } catch (RuntimeException _) {
        // Its connection is gone, which concerns no other event.
      }
    }
  }

  /** Sets a mark; false: it was set before. */
  final boolean mark(int mark) {
    int before = marks;
    while ((before & mark) == 0) {
      if (MARKS.compareAndSet(this, before, before | mark)) {
        return true;
      }
      before = marks;
    }
    return false;
  }

  final boolean has(int mark) {
    return (marks & mark) != 0;
  }
}
