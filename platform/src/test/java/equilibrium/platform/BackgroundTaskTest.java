package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackgroundTaskTest {

  @Test
  void aBugEndsNoLoop() throws InterruptedException {
    assertGoesOn(() -> {
      throw new IllegalStateException("a bug");
    });
  }

  @Test
  void anErrorEndsNoLoop() throws InterruptedException {
    assertGoesOn(() -> {
      throw new StackOverflowError("too deep");
    });
  }

  @Test
  @Timeout(60)
  void aWaitOfTheThreadEndsWithTheTask() throws InterruptedException {
    var woken = new CountDownLatch(1);
    var waits = new CountDownLatch(1);
    var task =
        BackgroundTask.start(
            "waits",
            running -> {
              running.wakeBy(woken::countDown);
              waits.countDown();
              try {
                woken.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    waits.await();

    task.close();

    assertThat(woken.getCount()).isZero();
    var late = new CountDownLatch(1);
    task.wakeBy(late::countDown); // at once
    assertThat(late.getCount()).isZero();
  }

  private static void assertGoesOn(Runnable failing) throws InterruptedException {
    var pursued = new CountDownLatch(2);

    var loop =
        BackgroundTask.start(
            "loop",
            _ -> {
              pursued.countDown();
              failing.run();
            });

    try (loop) {
      assertThat(pursued.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
