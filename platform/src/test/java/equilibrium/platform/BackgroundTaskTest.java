package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
