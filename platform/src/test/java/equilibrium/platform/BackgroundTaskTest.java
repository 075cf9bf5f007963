package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundTaskTest {

  @Test
  void aBugEndsNoLoop() throws InterruptedException {
    var pursued = new CountDownLatch(2);

    var loop =
        BackgroundTask.start(
            "loop",
            _ -> {
              pursued.countDown();
              throw new IllegalStateException("a bug");
            });

    try (loop) {
      assertThat(pursued.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
