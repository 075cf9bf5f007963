package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.junit.jupiter.api.Test;

class RatesTest {

  @Test
  void noRateIsMovedOn() {
    var registry = KafkaYammerMetrics.defaultRegistry();
    var before = registry.newMeter(RatesTest.class, "before", "events", TimeUnit.SECONDS);
    Rates.stop();
    var after = registry.newMeter(RatesTest.class, "after", "events", TimeUnit.SECONDS);
    before.mark(3);
    after.mark(4);

    assertThat(before.count()).isEqualTo(3);
    assertThat(after.count()).isEqualTo(4);
    var ticks = (ScheduledThreadPoolExecutor) registry.newScheduledThreadPool(2, "meter-tick");
    assertThat(ticks.getQueue())
        .isNotEmpty()
        .allSatisfy(tick -> assertThat(((RunnableScheduledFuture<?>) tick).isCancelled()).isTrue());
  }
}
