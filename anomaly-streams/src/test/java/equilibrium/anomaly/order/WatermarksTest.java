package equilibrium.anomaly.order;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.event.Ids;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatermarksTest {

  @Test
  void nothingIsCompleteBeforeEveryPartitionOfBothTopicsWasHeard() {
    var watermarks = new Watermarks(2);
    watermarks.advance(Watermarks.name(Source.CONTRIBUTIONS, 0), 60_000);
    watermarks.advance(Watermarks.name(Source.CONTRIBUTIONS, 1), 120_000);
    watermarks.advance(Watermarks.name(Source.ANNOUNCES, 0), 60_000);
    assertThat(watermarks.least()).isEqualTo(Watermarks.NONE);

    watermarks.advance(Watermarks.name(Source.ANNOUNCES, 1), 180_000);

    assertThat(watermarks.least()).isEqualTo(60_000);
  }

  @Test
  void timeNeverFalls() {
    var watermarks = new Watermarks(1);
    watermarks.advance(Watermarks.name(Source.ANNOUNCES, 0), 120_000);
    watermarks.advance(Watermarks.name(Source.CONTRIBUTIONS, 0), 120_000);

    boolean moved = watermarks.advance(Watermarks.name(Source.ANNOUNCES, 0), 60_000);

    assertThat(moved).isFalse();
    assertThat(watermarks.least()).isEqualTo(120_000);
  }

  @Test
  void keysSortAsTheOrderDoes() {
    var client = Ids.clientId(3);
    byte[] byMinute = new Stamp(0, 90_000, Source.ANNOUNCES, 7, 9, 1).key(client);
    byte[] byTime = new Stamp(60_000, 60_000, Source.ANNOUNCES, 7, 9, 1).key(client);
    byte[] byTopic = new Stamp(60_000, 61_000, Source.CONTRIBUTIONS, 7, 9, 1).key(client);
    byte[] byPartition = new Stamp(60_000, 61_000, Source.ANNOUNCES, 6, 9, 1).key(client);
    byte[] byOffset = new Stamp(60_000, 61_000, Source.ANNOUNCES, 7, 8, 1).key(client);
    byte[] byNumber = new Stamp(60_000, 61_000, Source.ANNOUNCES, 7, 9, 0).key(client);
    byte[] last = new Stamp(60_000, 61_000, Source.ANNOUNCES, 7, 9, 1).key(client);

    assertThat(
            Stream.of(last, byNumber, byOffset, byPartition, byTopic, byTime, byMinute)
                .sorted(Arrays::compareUnsigned))
        .containsExactly(byMinute, byTime, byTopic, byPartition, byOffset, byNumber, last);
    assertThat(Arrays.compareUnsigned(Stamp.before(60_000), byMinute)).isPositive();
    assertThat(Arrays.compareUnsigned(Stamp.before(60_000), byTime)).isNegative();
  }
}
