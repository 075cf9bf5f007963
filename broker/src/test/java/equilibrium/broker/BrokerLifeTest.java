package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BrokerLifeTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aStopThatTakesTooLongIsNoEndAndIsNotBegunTwice() {
    var slow = new CountDownLatch(1);
    var stops = new AtomicInteger();
    var life =
        BrokerLife.begin(
            new BrokerThreads(),
            () ->
                () -> {
                  stops.incrementAndGet();
                  await(slow);
                });
    life.awaitStart(LONG, () -> false);

    assertThat(life.hasStopped(SHORT)).isFalse();
    assertThat(life.hasStopped(SHORT)).isFalse();
    slow.countDown();

    assertThat(life.hasStopped(LONG)).isTrue();
    assertThat(stops).hasValue(1);
  }

  @Test
  void anInterruptedWaitForTheStopIsNoEnd() {
    var slow = new CountDownLatch(1);
    var life = BrokerLife.begin(new BrokerThreads(), () -> () -> await(slow));
    life.awaitStart(LONG, () -> false);

    Thread.currentThread().interrupt();

    assertThat(life.hasStopped(LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    slow.countDown();
    assertThat(life.hasStopped(LONG)).isTrue();
  }

  @Test
  void aStopThatThrowsIsAnEnd() {
    var life =
        BrokerLife.begin(
            new BrokerThreads(),
            () ->
                () -> {
                  throw new IllegalStateException("damaged");
                });
    life.awaitStart(LONG, () -> false);

    assertThat(life.hasStopped(LONG)).isTrue();
  }

  @Test
  void aStartWhoseThreadsHaveFailedIsGivenUpAndEnds() {
    var threads = new BrokerThreads();
    var life = BrokerLife.begin(threads, BrokerLifeTest::never);

    threads.fail("its disk is gone");

    assertThatThrownBy(() -> life.awaitStart(LONG, () -> false))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("its disk is gone");
    assertThat(life.hasStopped(LONG)).isTrue();
  }

  @Test
  void aStartThatTakesTooLongOrThatNobodyWantsIsGivenUp() {
    var life = BrokerLife.begin(new BrokerThreads(), BrokerLifeTest::never);

    assertThatThrownBy(() -> life.awaitStart(SHORT, () -> false)).hasMessageContaining("within");
    assertThatThrownBy(() -> life.awaitStart(LONG, () -> true)).hasMessageContaining("stopped");

    assertThat(life.hasStopped(LONG)).isTrue();
  }

  private static Runnable never() {
    await(new CountDownLatch(1));
    return () -> {};
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
