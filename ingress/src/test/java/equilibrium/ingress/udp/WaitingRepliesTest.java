package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WaitingRepliesTest {
  private static final int REPLIES = 200_000;
  private static final int SENDERS = 3;
  private static final InetSocketAddress SOMEBODY = new InetSocketAddress(IPV4, 1);

  private final AtomicInteger waiting = new AtomicInteger();

  /** How often each numbered reply was sent. */
  private final AtomicIntegerArray sent = new AtomicIntegerArray(REPLIES);

  private final WaitingReplies replies = new WaitingReplies(16, this::send, waiting);

  private void send(ByteBuffer reply, InetSocketAddress to) {
    int number = reply.getInt(0);
    if (to.getPort() == number % 1000 + 1) {
      sent.incrementAndGet(number);
    }
  }

  private WaitingReplies.Reply numbered(int number) {
    var reply = replies.take(new InetSocketAddress(IPV4, number % 1000 + 1));
    reply.datagram.clear().putInt(number);
    return reply;
  }

  @Test
  void aReplyThatWasSentIsUsedAgain() {
    var first = numbered(0);
    var second = numbered(1);
    assertThat(waiting).hasValue(2);

    first.release(true);

    assertThat(waiting).hasValue(1);
    assertThat(numbered(2)).isSameAs(first).isNotSameAs(second);
  }

  @Test
  void aReplyThatCannotBeSentIsUsedAgainToo() {
    var failing =
        new WaitingReplies(
            16,
            (_, _) -> {
              throw new IllegalStateException("planted");
            },
            waiting);
    var reply = failing.take(SOMEBODY);

    try {
      reply.release(true);
    } catch (IllegalStateException _) {
      // as planted
    }

    assertThat(waiting).hasValue(0);
    assertThat(failing.take(SOMEBODY)).isSameAs(reply);
  }

  @Test
  void anUnrecordedReplySaysSo() {
    var intervals = new ArrayList<Integer>();
    var one =
        new WaitingReplies(
            16, (reply, _) -> intervals.add(reply.getInt(Dialect.INTERVAL)), waiting);

    one.take(SOMEBODY).release(false);

    assertThat(intervals).containsExactly(Dialect.UNRECORDED_SECONDS);
  }

  private static WaitingReplies.Reply take(BlockingQueue<WaitingReplies.Reply> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As in a tracker: one thread takes, others send, in any order. */
  @Test
  void everyReplyIsSentOnceToItsClientWhicheverThreadSendsIt() throws InterruptedException {
    var queue = new ArrayBlockingQueue<WaitingReplies.Reply>(100);
    var left = new AtomicInteger(REPLIES);
    var senders = new ArrayList<Thread>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(
          Thread.ofPlatform()
              .start(() -> {
                while (left.getAndDecrement() > 0) {
                  take(queue).release(true);
                }
              }));
    }

    for (int number = 0; number < REPLIES; number++) {
      queue.put(numbered(number));
    }
    for (var sender : senders) {
      sender.join();
    }

    assertThat(waiting).hasValue(0);
    for (int number = 0; number < REPLIES; number++) {
      if (sent.get(number) != 1) {
        fail("reply %d was sent %d times".formatted(number, sent.get(number)));
      }
    }
  }
}
