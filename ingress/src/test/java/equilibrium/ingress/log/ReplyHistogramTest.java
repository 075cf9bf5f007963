package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import equilibrium.schemas.event.Transport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplyHistogramTest {
  private final ReplyHistogram replies = new ReplyHistogram();

  @Test
  void ofAThousandRepliesTheSlowestAreSeenOnce() {
    for (int i = 0; i < 980; i++) {
      replies.add(Transport.HTTP, 4_000);
    }
    for (int i = 0; i < 18; i++) {
      replies.add(Transport.UDP, 15_999);
    }
    replies.add(Transport.HTTPS, 1_000_000_000);
    replies.add(Transport.HTTPS, 1_000_000_000);

    assertThat(replies.take())
        .isEqualTo(new ReplyTimes(4, 15, ReplyClock.longest(ReplyClock.step(1_000_000))));
    assertThat(replies.take()).isNull();
    replies.add(Transport.HTTP, Long.MAX_VALUE);
    assertThat(replies.take())
        .satisfies(times -> assertThat(times.p50Us()).isGreaterThan(60_000_000));
  }

  @Test
  void prometheusGetsABucketUpToEachBoundByTransport() {
    for (int ms : new int[] {1, 2, 249, 250, 251, 60_000}) {
      replies.add(Transport.UDP_REPLICATED, Duration.ofMillis(ms).toNanos());
    }
    replies.add(Transport.HTTP, Duration.ofNanos(499_999).toNanos());

    assertThat(scrape())
        .contains("# TYPE equilibrium_reply_seconds histogram")
        .contains(
            bucket("http", "5.0E-4", 1),
            bucket("http", "+Inf", 1),
            bucket("udp-replicated", "0.001", 0),
            bucket("udp-replicated", "0.0025", 2),
            bucket("udp-replicated", "0.1", 2),
            bucket("udp-replicated", "0.25", 3),
            bucket("udp-replicated", "0.5", 5),
            bucket("udp-replicated", "5.0", 5),
            bucket("udp-replicated", "+Inf", 6))
        .contains("equilibrium_reply_seconds_count{transport=\"udp-replicated\"} 6")
        .contains("equilibrium_reply_seconds_sum{transport=\"udp-replicated\"} 60.753")
        .doesNotContain("\"https\"");
  }

  private String scrape() {
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.getPrometheusRegistry().register(replies);
    return metrics.scrape();
  }

  private static String bucket(String transport, String bound, int replies) {
    return "equilibrium_reply_seconds_bucket{transport=\"%s\",le=\"%s\"} %d\n"
        .formatted(transport, bound, replies);
  }

  @Test
  void countingAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    count();
    long before = threads.getCurrentThreadAllocatedBytes();

    count();

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
  }

  private void count() {
    for (int i = 0; i < 200_000; i++) {
      replies.add(Transport.HTTP, i * 1_000L);
    }
  }
}
