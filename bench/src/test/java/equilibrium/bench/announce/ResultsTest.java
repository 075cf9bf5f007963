package equilibrium.bench.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.load.Figures;
import equilibrium.bench.load.Row;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Medians, spreads and ratios of several rounds. */
class ResultsTest {
  private static final Row ROW = Row.parse("http:64");
  private static final double QUIET = 0;
  private static final double BUSY = 0.5;

  private final Results results = new Results();
  @TempDir Path folder;

  @Test
  void theMedianIsTheMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 1, 5));
    assertThat(Spread.of(4, 1, 2, 9)).isEqualTo(new Spread(3, 1, 9));
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    add(figures(20, QUIET), figures(10, QUIET)); // 2
    add(figures(90, QUIET), figures(30, QUIET)); // 3
    add(figures(40, QUIET), figures(40, QUIET)); // 1

    assertThat(results.ratio(ROW, "ingress", "opentracker")).isEqualTo(new Spread(2, 1, 3));
    assertThat(results.ratio(ROW, "ingress", "another")).isNull();
  }

  @Test
  void roundsBesideOtherLoadAreLeftOutWhileThereAreOthers() {
    add(figures(20, QUIET), figures(10, QUIET));
    add(figures(90, BUSY), figures(10, QUIET));
    add(figures(30, QUIET), figures(10, BUSY));

    assertThat(results.spread(ROW, "ingress", Figures::cpuUs)).isEqualTo(new Spread(25, 20, 30));
    assertThat(results.ratio(ROW, "ingress", "opentracker")).isEqualTo(new Spread(2, 2, 2));
    assertThat(results.disturbed(ROW, "ingress")).isEqualTo(1);
  }

  @Test
  void withoutAnyQuietRoundAllCount() {
    add(figures(20, BUSY), figures(10, QUIET));
    add(figures(40, BUSY), figures(10, QUIET));

    assertThat(results.spread(ROW, "ingress", Figures::cpuUs).median()).isEqualTo(30);
  }

  @Test
  void theTableHasOneLineForEachTrackerOfARow() {
    add(figures(20, QUIET), figures(10, QUIET));
    add(figures(30, QUIET), figures(10, QUIET));

    assertThat(new Report(results, "opentracker").markdown().lines().skip(2))
        .satisfiesExactly(
            own ->
                assertThat(own)
                    .startsWith("| http:64 | ingress | 1,000 | 25.0 (20.0 to 30.0) | ")
                    .contains("| 2.50 (2.00 to 3.00) |")
                    .endsWith("| 0 of 2 |"),
            other ->
                assertThat(other).contains("| opentracker | 1,000 | 10.0 (10.0 to 10.0) | – |"));
  }

  @Test
  void theFileHoldsEveryRound() throws Exception {
    add(figures(20, QUIET), figures(10, QUIET));
    add(figures(30, QUIET), figures(10, QUIET));
    var file = folder.resolve("figures.json");

    new Report(results, "opentracker").json(file);

    assertThat(file)
        .content()
        .contains("\"median\" : 2.5")
        .contains("\"cpuUs\" : 20.0")
        .contains("\"cpuUs\" : 30.0");
  }

  @Test
  void lostRepliesOfTheBaselineAreItsOwnAffair() {
    add(figures(20, QUIET), lossy());

    assertThat(results.isGood("opentracker")).isTrue();
    assertThat(results.isGood("")).isFalse();
  }

  private void add(Figures own, Figures other) {
    results.add(ROW, new TreeMap<>(Map.of("ingress", own, "opentracker", other)));
  }

  private static Figures figures(double cpuUs, double otherLoad) {
    return new Figures(
        100, 1_000, cpuUs, cpuUs / 2, cpuUs / 2, 1, 1, 0.9, otherLoad, 1, 2, 3, 0, 0, 0, 25);
  }

  private static Figures lossy() {
    return new Figures(100, 1_000, 10, 5, 5, 1, 1, 0.9, 0, 1, 2, 3, 50, 0, 0, 25);
  }
}
