package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramTest {
  private final Histogram histogram = new Histogram();

  @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
  @CsvSource({
    "'7', 7, 7, 7",
    "'0 1000', 0, 0, 1000",
    "'1 2 3 4', 1, 2, 3",
    "'1 2 3 4 5', 2, 3, 4",
    "'5 5 5 9', 5, 5, 5",
  })
  void cutsAreNearestRanks(String scores, int first, int second, int third) {
    for (String score : scores.split(" ", -1)) {
      histogram.add(Integer.parseInt(score), 1);
    }

    assertThat(histogram.quantiles(List.of(0.25, 0.5, 0.75))).containsExactly(first, second, third);
  }

  /** 0.07 * 100 is more than 7 in binary fractions. */
  @Test
  void aShareIsExactlyThatOfItsDecimals() {
    for (int score = 1; score <= 100; score++) {
      histogram.add(score, 1);
    }

    assertThat(histogram.quantiles(List.of(0.07, 0.29, 0.57))).containsExactly(7, 29, 57);
  }

  @RepeatedTest(20)
  void addingAndTakingBackIsExact(RepetitionInfo run) {
    var random = new Random(run.getCurrentRepetition());
    var scores = new ArrayList<Integer>();
    for (int i = 0; i < 500; i++) {
      if (scores.size() > 1 && random.nextInt(3) == 0) {
        histogram.add(scores.remove(/* index */ random.nextInt(scores.size())), -1);
      } else {
        scores.add(random.nextInt(1_001));
        histogram.add(scores.getLast(), 1);
      }
    }

    var sorted = scores.stream().sorted().toList();
    assertThat(histogram.population()).isEqualTo(sorted.size());
    assertThat(histogram.quantiles(List.of(0.25, 0.5, 0.75)))
        .isEqualTo(List.of(rank(sorted, 0.25), rank(sorted, 0.5), rank(sorted, 0.75)));
  }

  private static int rank(List<Integer> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
