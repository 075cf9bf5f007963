package equilibrium.bench.race;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a simulated swarm must keep to, whatever the policy. */
class RaceTest {
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final double BYTES = (double) Race.PIECES * Bandwidth.PIECE_BYTES;

  @Test
  void theSameSeedGivesTheSameTimes() {
    var options = options(SwarmKind.BUSY, "tier-backoff", 0.1);

    var first = Race.run(options);

    assertThat(Race.run(options)).isEqualTo(first);
    assertThat(Race.run(options.withSeed(2))).isNotEqualTo(first);
  }

  @Test
  void nobodyIsFasterThanItsLineAndAllAreComplete() {
    var result = Race.run(options(SwarmKind.RICH, "random", 0));

    double fastest = BYTES / SwarmModel.DOWNLOAD / 60;
    assertThat(result.finishes())
        .hasSize(24)
        .allSatisfy(
            one -> assertThat(one.minutes()).isBetween(fastest - Race.STEP_S / 60.0, 1_400.0));
  }

  @Test
  void seedersUploadNoMoreThanTheyCan() {
    var result = Race.run(options(SwarmKind.POOR, "random", 0));

    double hours = 2 + result.quantile(1) / 60; // arrivals, then the last download
    double most = (SwarmKind.POOR.upload(0) + SwarmKind.POOR.upload(1)) * hours * 3_600;
    assertThat(result.fromFirstSeeders() * BYTES * result.finishes().size())
        .isPositive()
        .isLessThan(most);
  }

  @Test
  void tiersMatterUnderTierBackoffAndNotUnderRandom() {
    var backoff = Race.run(options(SwarmKind.BUSY, "tier-backoff", 0));
    var random = Race.run(options(SwarmKind.BUSY, "random", 0));

    assertThat(backoff.ratio()).isGreaterThan(1.8);
    assertThat(random.ratio()).isBetween(0.6, 1.6);
  }

  @Test
  void exchangingPeersLevelsTheTiers() {
    var without = Race.run(options(SwarmKind.BUSY, "tier-backoff", 0));
    var with = Race.run(options(SwarmKind.BUSY, "tier-backoff", 1));

    assertThat(with.ratio()).isLessThan(without.ratio());
  }

  @Test
  void whoeverChoosesSeldomIsSlower() {
    var options = new RaceOptions(SwarmKind.BUSY, 40, "random", STEP, 0, Tricks.NONE, 300, 1);

    var result = Race.run(options);

    assertThat(result.mean()).isGreaterThan(Race.run(options(SwarmKind.BUSY, "random", 0)).mean());
  }

  @Test
  void withoutTricksNobodyIsATrickster() {
    var result = Race.run(options(SwarmKind.BUSY, "random", 0));

    assertThat(result.finishes()).noneMatch(RaceResult.Finish::tricks);
    assertThat(result.tricksters()).isNaN();
  }

  @ParameterizedTest(name = "{0} keys, new ones each time: {1}")
  @CsvSource({"10, false", "1, true", "10, true"})
  void everySecondLeecherOfTierZeroPlaysTricksAndAllAreComplete(int keys, boolean discards) {
    var tricks = new Tricks(0.5, keys, discards);

    var result =
        Race.run(
            new RaceOptions(
                SwarmKind.BUSY, 40, "tier-backoff", STEP, 0, tricks, RaceOptions.CHOKING_S, 1));

    assertThat(result.finishes())
        .hasSize(24)
        .allSatisfy(one -> assertThat(one.minutes()).isBetween(1.0, 1_400.0))
        .filteredOn(RaceResult.Finish::tricks)
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.tier()).isZero());
  }

  @Test
  void manyKeysOpenMoreSeedersAtOnce() {
    var honest = Race.run(options(SwarmKind.BUSY, "tier-backoff", 0));
    var tricks = new Tricks(1, Tricks.MOST_KEYS, false);

    var result =
        Race.run(
            new RaceOptions(
                SwarmKind.BUSY, 40, "tier-backoff", STEP, 0, tricks, RaceOptions.CHOKING_S, 1));

    assertThat(result.tricksters()).isLessThan(honest.median(0));
  }

  @Test
  void aRowComparesAPolicyWithRandom(@TempDir Path folder) throws IOException {
    var out = new ByteArrayOutputStream();
    var picture = folder.resolve("races.svg");
    var plan =
        new RaceBench.Plan(
            List.of(SwarmKind.BUSY),
            List.of(40),
            List.of(0.0, 0.5),
            List.of(Tricks.NONE),
            List.of("list-size", "random"),
            1,
            STEP,
            RaceOptions.CHOKING_S);

    new RaceBench(new PrintStream(out, false, UTF_8)).run(plan, 1, picture);

    assertThat(out.toString(UTF_8).lines())
        .satisfiesExactly(
            headings -> assertThat(headings).startsWith("swarm peers  pex policy"),
            listSize -> assertThat(listSize).startsWith("busy     40  0.0 list-size "),
            random ->
                assertThat(random).contains(" random ").contains("   0.0%").endsWith("-      -"),
            listSize -> assertThat(listSize).startsWith("busy     40  0.5 list-size "),
            random -> assertThat(random).contains(" random "));
    assertThat(Files.readString(picture).split("<circle", -1))
        .as("two policies of four tiers without PEX, the legend, and what is before the first")
        .hasSize(2 * 4 + 1 + 1);
  }

  @Test
  void aSizeOutsideTheRangeIsRefused() {
    assertThatThrownBy(() ->
            new RaceOptions(
                SwarmKind.RICH, 19, "random", STEP, 0, Tricks.NONE, RaceOptions.CHOKING_S, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("peers is 19.0, expected 20.0 to 1000.0");
  }

  private static RaceOptions options(SwarmKind kind, String policy, double pex) {
    return new RaceOptions(kind, 40, policy, STEP, pex, Tricks.NONE, RaceOptions.CHOKING_S, 1);
  }
}
