package equilibrium.ingress.udp;

import equilibrium.ingress.announce.EventLog;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one receiving thread that wait for their events. That thread takes one for each
 * announce; the thread that sends it gives it back, to be used again.
 */
final class WaitingReplies {
  /** Kept for use, about 3 MB; an outage of Kafka may have more of them wait for a while. */
  private static final int MOST_KEPT = 4096;

  private final int bytes;
  private final BiConsumer<ByteBuffer, InetSocketAddress> send;
  private final AtomicInteger waiting;

  /** Given back, the last one first. The receiving thread takes all of them at once. */
  private final AtomicReference<@Nullable Reply> returned = new AtomicReference<>();

  /** The receiving thread's. */
  private @Nullable Reply free;

  /**
   * None yet.
   *
   * @param bytes of the longest reply
   * @param send sends a datagram; any thread calls
   * @param waiting counts replies that are taken and not sent yet
   */
  WaitingReplies(int bytes, BiConsumer<ByteBuffer, InetSocketAddress> send, AtomicInteger waiting) {
    this.bytes = bytes;
    this.send = send;
    this.waiting = waiting;
  }

  /** A reply that is to be filled in and released. */
  Reply take(InetSocketAddress to) {
    waiting.incrementAndGet();
    var reply = free == null ? returned.getAndSet(null) : free;
    if (reply == null) {
      return new Reply(to);
    }
    free = reply.next;
    reply.to = to;
    return reply;
  }

  /** The reply to one announce. */
  final class Reply implements EventLog.Reply {
    /** In the layout of its dialect. */
    final ByteBuffer datagram = ByteBuffer.allocate(bytes);

    private InetSocketAddress to;

    /** Behind this one while it is not in use. */
    private @Nullable Reply next;

    /** How many are behind it. */
    private int behind;

    private Reply(InetSocketAddress to) {
      this.to = to;
    }

    @Override
    public void release(boolean recorded) {
      try {
        send.accept(recorded ? datagram : Dialect.unrecorded(datagram), to);
      } finally {
        waiting.decrementAndGet();
        giveBack();
      }
    }

    private void giveBack() {
      @Nullable Reply last;
      do {
        last = returned.get();
        next = last;
        behind = last == null ? 0 : last.behind + 1;
      } while (behind < MOST_KEPT && !returned.compareAndSet(last, this));
    }
  }
}
