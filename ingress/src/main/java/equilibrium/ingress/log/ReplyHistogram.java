package equilibrium.ingress.log;

import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Transport;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long replies have waited for their events, by transport: as a histogram of Prometheus, and as
 * quantiles for topic {@code vitals}. One count serves both.
 */
final class ReplyHistogram implements Collector {
  private static final String NAME = "equilibrium_reply_seconds";
  private static final String HELP =
      "How long replies to announces have waited until their event was durable";
  private static final String TRANSPORT = "transport";
  private static final double US_PER_SECOND = 1e6;

  /** Upper bounds of the buckets, µs; each is the first time of a step of {@link ReplyClock}. */
  private static final List<Integer> BOUNDS_US =
      List.of(
          500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
          2_500_000, 5_000_000);

  private static final List<Double> BOUNDS =
      Stream.concat(
              BOUNDS_US.stream().map(us -> us / US_PER_SECOND), Stream.of(Double.POSITIVE_INFINITY))
          .toList();

  private final Map<Transport, ReplyClock> clocks = new EnumMap<>(Transport.class);
  private long[] taken = new ReplyClock().counts();

  ReplyHistogram() {
    for (var transport : Transport.values()) {
      clocks.put(transport, new ReplyClock());
    }
  }

  /** Takes no lock and allocates nothing. Any thread calls. */
  void add(Transport transport, long ns) {
    var clock = clocks.get(transport);
    if (clock != null) {
      clock.add(ns);
    }
  }

  /** Of the replies since this was called before; null: there were none. */
  synchronized @Nullable ReplyTimes take() {
    long[] now = new long[taken.length];
    for (var clock : clocks.values()) {
      long[] counts = clock.counts();
      Arrays.setAll(now, step -> now[step] + counts[step]);
    }
    long[] since = new long[now.length];
    Arrays.setAll(since, step -> now[step] - taken[step]);
    taken = now;
    long all = LongStream.of(since).sum();
    return all == 0
        ? null
        : new ReplyTimes(
            quantile(since, all, 0.5), quantile(since, all, 0.99), quantile(since, all, 0.999));
  }

  private static long quantile(long[] counts, long all, double share) {
    long wanted = (long) Math.ceil(all * share);
    int step = 0;
    for (long sum = counts[0]; sum < wanted; sum += counts[step]) {
      step++;
    }
    return ReplyClock.longest(step);
  }

  @Override
  public MetricFamilyDescriptor getMetricFamilyDescriptor() {
    return MetricFamilyDescriptor.histogram(NAME).help(HELP).labelName(TRANSPORT).build();
  }

  /** A transport's series begin with its first reply. */
  @Override
  public HistogramSnapshot collect() {
    var histogram = HistogramSnapshot.builder().name(NAME).help(HELP);
    clocks.forEach((transport, clock) -> {
      long[] counts = clock.counts();
      if (LongStream.of(counts).anyMatch(count -> count > 0)) {
        histogram.dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(Labels.of(TRANSPORT, EnumText.of(transport)))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, buckets(counts)))
                .sum(clock.sumSeconds())
                .build());
      }
    });
    return histogram.build();
  }

  /** Replies of each bucket, the last one without a bound. */
  private static List<Long> buckets(long[] counts) {
    var buckets = new Long[BOUNDS.size()];
    int from = 0;
    for (int i = 0; i < buckets.length; i++) {
      int to = i < BOUNDS_US.size() ? ReplyClock.step(BOUNDS_US.get(i)) : counts.length;
      buckets[i] = LongStream.of(counts).skip(from).limit(to - from).sum();
      from = to;
    }
    return List.of(buckets);
  }
}
