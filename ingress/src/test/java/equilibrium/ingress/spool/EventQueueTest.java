package equilibrium.ingress.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that is not woken sleeps for 10 s each time, which the time limits notice. */
class EventQueueTest {

  @Test
  void eventsComeInTheirOrder() {
    var queue = new EventQueue<Integer>(3);

    assertThat(List.of(queue.offer(1), queue.offer(2), queue.offer(3), queue.offer(4)))
        .containsExactly(true, true, true, false);

    assertThat(queue.take()).isEqualTo(1);
    var rest = new ArrayList<Integer>();
    queue.drainTo(rest, 10);
    assertThat(rest).containsExactly(2, 3);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  @Timeout(60)
  void eachEventWakesTheThread() throws Exception {
    var queue = new EventQueue<Integer>(10_000);
    var taken = new ArrayList<Integer>();
    var reader =
        CompletableFuture.runAsync(() -> {
          while (taken.size() < 2_000) {
            var next = queue.take();
            if (next != null) {
              taken.add(next);
            }
          }
        });

    for (int i = 0; i < 2_000; i++) {
      assertThat(queue.offer(i)).isTrue();
      if (i % 7 == 0) {
        Thread.sleep(0, 100_000); // the thread falls asleep meanwhile
      }
    }

    reader.get();
    assertThat(taken).hasSize(2_000).isSorted();
  }

  @Test
  @Timeout(60)
  void aThreadIsWokenWithoutAnEvent() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      var queue = new EventQueue<Integer>(1);
      var taken = CompletableFuture.supplyAsync(() -> queue.take() == null);
      queue.wake(); // before it sleeps, or while
      assertThat(taken.get()).isTrue();
    }
  }
}
