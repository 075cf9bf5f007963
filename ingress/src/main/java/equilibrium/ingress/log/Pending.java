package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.schemas.Topics;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** An accepted announce on its way, and the reply that may wait for it. */
abstract class Pending {
  private static final ThreadLocal<Serializer<SpecificRecord>> SERIALIZER =
      ThreadLocal.withInitial(() -> Topics.ANNOUNCES.value().serializer());

  /** What became of an event before its reply was sent. */
  enum Result {
    RECORDED,
    UNRECORDED
  }

  final Accepted accepted;

  /** End of the wait that is watched now, as of {@link System#nanoTime}. */
  volatile long dueNs;

  private final Reply reply;
  private final AtomicBoolean released = new AtomicBoolean();
  private byte @Nullable [] value;

  Pending(Accepted accepted, Reply reply) {
    this.accepted = accepted;
    this.reply = reply;
  }

  /** The key of the record, the info-hash. */
  byte[] key() {
    return accepted.event().getInfoHash().bytes();
  }

  /** The value of the record. Serialized once; twice if two threads ask at the same time. */
  byte[] value() {
    var known = value;
    if (known == null) {
      known = SERIALIZER.get().serialize(Topics.ANNOUNCES.name(), accepted.event());
      value = known;
    }
    return known;
  }

  /** Takes it on its way. Called once, by the thread that answers; never blocks. */
  abstract void start();

  /** Kafka has acknowledged it. */
  abstract void acknowledged();

  /** It was not sent to Kafka, or its sending failed; it may be in the log nevertheless. */
  abstract void unsent();

  /** Its reply has waited long enough for Kafka. */
  abstract void overdue();

  /** Whether nothing needs to be done when it is overdue. */
  abstract boolean isSettled();

  boolean isReleased() {
    return released.get();
  }

  /** Sends the reply; false: it was sent before. */
  boolean release(Result result) {
    if (!released.compareAndSet(false, true)) {
      return false;
    }
    reply.release(result != Result.UNRECORDED);
    return true;
  }
}
