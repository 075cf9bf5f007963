package equilibrium.broker;

import com.yammer.metrics.core.Metric;
import com.yammer.metrics.core.MetricName;
import com.yammer.metrics.core.MetricsRegistryListener;
import com.yammer.metrics.core.Stoppable;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;

/**
 * Stops the rates among Kafka's metrics, such as requests a second over the last minute: hundreds,
 * each of which a thread would move on every 5 s. Nobody reads those of a broker of ours. Counts
 * and times go on.
 */
final class Rates implements MetricsRegistryListener {
  static { // for the whole process, and for its life
    KafkaYammerMetrics.defaultRegistry().addListener(new Rates());
  }

  /** From now on none is moved on. */
  static void stop() {
    // the class is loaded
  }

  @Override
  public void onMetricAdded(MetricName name, Metric metric) {
    if (metric instanceof Stoppable rate) {
      rate.stop();
    }
  }

  @Override
  public void onMetricRemoved(MetricName name) {
    // nothing is kept of it
  }
}
