package equilibrium.ingress.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static final long NOW = 1_800_000_000_000_000L;
  private static final long SECOND = 1_000_000;

  /** Ten a second, five at once. */
  private static final long COST = SECOND / 10;

  private static final long MOST = 5 * COST;

  private final TokenBuckets buckets = new TokenBuckets(10);

  @Test
  void aBurstIsGivenAndThenTheRate() {
    assertThat(taken(7, NOW, 20)).isEqualTo(5);
    assertThat(taken(7, NOW + COST - 1, 20)).isZero();
    assertThat(taken(7, NOW + COST, 20)).isEqualTo(1);

    assertThat(taken(7, NOW + 60 * SECOND, 20)).as("no more than a burst is saved up").isEqualTo(5);
  }

  @Test
  void overALongTimeTheRateHolds() {
    int taken = 0;
    for (long at = NOW; at < NOW + 100 * SECOND; at += 1000) {
      taken += taken(7, at, 1);
    }

    assertThat(taken).isBetween(1000, 1005);
  }

  @Test
  void whatIsRefusedCostsNothing() {
    assertThat(taken(7, NOW, 1_000_000)).isEqualTo(5);

    assertThat(taken(7, NOW + MOST, 10)).isEqualTo(5);
  }

  @Test
  void keysDoNotShareBuckets() {
    var random = new SplittableRandom(1);

    for (int i = 0; i < 100; i++) {
      assertThat(taken(random.nextLong(), NOW, 10)).isEqualTo(5);
    }
  }

  @Test
  void whoIsInDebtStaysSoWhateverElseComes() {
    var random = new SplittableRandom(2);
    long heavy = random.nextLong();
    assertThat(taken(heavy, NOW, 10)).isEqualTo(5);

    for (int i = 0; i < 100_000; i++) {
      assertThat(taken(random.nextLong(), NOW, 1)).as("a full table refuses nobody new").isOne();
    }

    assertThat(taken(heavy, NOW, 10)).isZero();
    assertThat(buckets.clear(0, 1, NOW)).isEqualTo(buckets.size());
  }

  @Test
  void aClockThatWasSetBackLocksNobodyOut() {
    assertThat(taken(7, NOW, 10)).isEqualTo(5);

    assertThat(taken(7, NOW - 210 * SECOND, 10)).isEqualTo(5);
  }

  @Test
  void aClockThatJumpsOrTimeThatWrapsIsLenient() {
    assertThat(taken(7, NOW, 10)).isEqualTo(5);

    for (long away :
        new long[] {-86_500 * SECOND, 86_500 * SECOND, 6 * 86_400 * SECOND, 1L << 39}) {
      assertThat(taken(7, NOW + away, 10)).as("%d µs away", away).isEqualTo(5);
    }
  }

  @Test
  void bucketsThatAreFullAgainAreCleared() {
    assertThat(taken(7, NOW, 5)).isEqualTo(5);
    assertThat(buckets.isOwing(7, NOW)).isTrue();
    assertThat(buckets.clear(0, 1, NOW + MOST - 1)).isOne();

    assertThat(buckets.clear(0, 1, NOW + MOST)).isZero();

    assertThat(buckets.isOwing(7, NOW)).as("cleared").isFalse();
  }

  @Test
  void nothingIsAllocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int warm = flood(100_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    int taken = flood(200_000);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    assertThat(taken + warm).isPositive();
  }

  private int flood(int requests) {
    int taken = 0;
    for (int i = 0; i < requests; i++) {
      taken += buckets.take(i * 0x9E3779B97F4A7C15L, NOW + i, COST, MOST) ? 1 : 0;
      taken += buckets.isOwing(i, NOW) ? 1 : 0;
    }
    return taken + buckets.clear(0, 1, NOW);
  }

  @Test
  void threadsTogetherTakeNoMoreThanThereIs() {
    var taken = new AtomicInteger();

    IntStream.range(0, 400_000)
        .parallel()
        .forEach(_ -> {
          if (buckets.take(7, NOW, SECOND, 100_000 * SECOND / 2)) {
            taken.incrementAndGet();
          }
        });

    assertThat(taken.get()).isBetween(50_000, 52_000); // who lost eight races is let through
  }

  private int taken(long key, long nowUs, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += buckets.take(key, nowUs, COST, MOST) ? 1 : 0;
    }
    return taken;
  }
}
