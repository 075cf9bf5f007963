package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.streams.Standstill.Place;
import equilibrium.streams.Standstill.View;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static final TopicPartition IN = new TopicPartition("in", 3);

  private boolean hasUnread = true;
  private final Standstill standstill = new Standstill(Duration.ofMinutes(1), (_, _) -> hasUnread);

  @Test
  void aPositionThatStandsForAMinuteWhileTheLogGrowsIsAStandstill() {
    assertThat(sees(0, 10, 10)).isNull();
    assertThat(sees(5, 10, 12)).isNull();
    assertThat(sees(64, 10, 30)).isNull();

    assertThat(sees(65, 10, 30)).contains("in-3", "stood at 10", "60 s", "ends at 30");
  }

  @Test
  void whileAnotherPositionMovesAPartitionMayWaitForItsTurnForTenMinutes() {
    for (int second = 0; second < 605; second += 5) {
      assertThat(bothSeen(second, second)).as("after %d s", second).isNull();
    }
    assertThat(bothSeen(605, 605)).contains("in-3", "stood at -1", "600 s");
  }

  @Test
  void whenTheOtherStandsTooAMinuteIsEnough() {
    for (int second = 0; second <= 120; second += 5) {
      assertThat(bothSeen(second, second)).isNull();
    }
    assertThat(bothSeen(175, 120)).isNull();

    assertThat(bothSeen(180, 120)).contains("stood at");
  }

  /** A partition whose log grows and whose position stands, beside another. */
  private @Nullable String bothSeen(int second, int other) {
    var places =
        Map.of(
            IN,
            new Place(-1, 100 + second),
            new TopicPartition("other", 0),
            new Place(other, 10_000));
    return at(second, new View(false, 0, 0, places));
  }

  @Test
  void aPositionThatMovesIsNone() {
    for (int second = 0; second < 600; second += 30) {
      assertThat(sees(second, second / 10, 1_000 + second)).isNull();
    }
  }

  @Test
  void aLogThatRestsIsNone() {
    sees(0, 10, 11); // the marker of a transaction may stay unread
    assertThat(sees(600, 10, 11)).isNull();
    assertThat(sees(605, 10, 12)).as("a record after a long rest").isNull();
    assertThat(sees(610, 12, 12)).isNull();
  }

  @Test
  void aLogThatGrowsByMarkersOfTransactionsAloneIsNone() {
    hasUnread = false;
    sees(0, 10, 10);
    sees(5, 10, 12);
    assertThat(sees(70, 10, 30)).isNull();

    hasUnread = true;
    assertThat(sees(75, 10, 31)).as("the minute begins again").isNull();
    assertThat(sees(135, 10, 31)).contains("stood at 10");
  }

  @Test
  void aGroupThatDoesNotComeToRestIsOne() {
    assertThat(at(0, new View(true, 0, 0, Map.of()))).isNull();
    assertThat(at(59, new View(true, 0, 0, Map.of()))).isNull();

    assertThat(at(60, new View(true, 0, 0, Map.of()))).contains("rebalancing for 60 s");
    assertThat(at(61, new View(false, 0, 0, Map.of()))).isNull();
  }

  @Test
  void whileAFailedThreadWaitsForItsReplacementNothingIsOne() {
    var waits = new View(true, 1, 0, Map.of(IN, new Place(10, 30)));
    sees(0, 10, 10);
    sees(5, 10, 20);

    assertThat(at(64, waits)).isNull();
    assertThat(at(70, waits)).isNull();
    assertThat(sees(75, 10, 30)).as("the minute begins again").isNull();
  }

  @Test
  void aRestoreThatProceedsIsNone() {
    var stands = Map.of(IN, new Place(10, 10));
    at(0, new View(true, 0, 1_000, stands));
    for (int second = 5; second < 300; second += 5) {
      var grows = Map.of(IN, new Place(10, 10 + second));
      assertThat(at(second, new View(true, 0, 1_000 - second, grows))).isNull();
    }
  }

  @Test
  void aRestoreThatStandsIsOne() {
    at(0, new View(true, 0, 1_000, Map.of()));
    at(5, new View(true, 0, 900, Map.of()));
    at(10, new View(true, 0, 900, Map.of()));

    assertThat(at(70, new View(true, 0, 900, Map.of()))).contains("rebalancing");
  }

  @Test
  void whatWasSeenBeforeKafkaWentAwayIsForgotten() {
    sees(0, 10, 10);
    sees(5, 10, 20);
    standstill.reset();

    assertThat(sees(70, 10, 20)).isNull();
    assertThat(sees(100, 10, 20)).isNull();
  }

  private @Nullable String sees(int second, long committed, long end) {
    return at(second, new View(false, 0, 0, Map.of(IN, new Place(committed, end))));
  }

  private @Nullable String at(int second, View view) {
    return standstill.observe(TimeUnit.SECONDS.toNanos(second), view);
  }
}
