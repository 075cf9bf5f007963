package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class LagTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nowNs = new AtomicLong(5);
  private final Lag lag =
      new Lag(
          () -> {
            asked.incrementAndGet();
            return metrics;
          },
          nowNs::get);

  @Test
  void partitionsOfATopicAreSummedUp() {
    record("announces", 0, 3, "scoring-consumer");
    record("announces", 1, 4, "scoring-consumer");
    record("votes", 0, 50, "scoring-consumer");
    record("announces", 1, 900, "scoring-restore-consumer");
    record("announces", 2, Double.NaN, "scoring-consumer");

    assertThat(lag.ofTopic("announces")).isEqualTo(7);
    assertThat(lag.ofTopic("votes")).isEqualTo(50);
    assertThat(lag.ofTopic("others")).isZero();
    assertThat(lag.byPartition())
        .isEqualTo(Map.of("announces-0", 3L, "announces-1", 4L, "votes-0", 50L));
  }

  @Test
  void metricsAreGatheredOnceASecond() {
    record("announces", 0, 3, "scoring-consumer");
    lag.ofTopic("announces");
    lag.ofTopic("votes");
    nowNs.addAndGet(Duration.ofMillis(999).toNanos());
    metrics.clear();
    record("announces", 0, 8, "scoring-consumer");

    assertThat(lag.ofTopic("announces")).isEqualTo(3);
    assertThat(asked).hasValue(1);

    nowNs.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(lag.ofTopic("announces")).isEqualTo(8);
    assertThat(asked).hasValue(2);
  }

  private void record(String topic, int partition, double records, String client) {
    var tags =
        Map.of("topic", topic, "partition", Integer.toString(partition), "client-id", client);
    var name = new MetricName("records-lag", "consumer-fetch-manager-metrics", "", tags);
    Gauge<Double> value = (_, _) -> records;
    metrics.put(name, new KafkaMetric(new Object(), name, value, new MetricConfig(), Time.SYSTEM));
  }
}
