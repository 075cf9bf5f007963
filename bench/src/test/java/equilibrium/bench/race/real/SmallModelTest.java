package equilibrium.bench.race.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import equilibrium.bench.race.SwarmKind;
import equilibrium.bench.race.SwarmModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small race is like the simulated one, but for its size. */
class SmallModelTest {
  private final SmallModel model = new SmallModel(SwarmKind.BUSY, 20);

  @Test
  void aDownloadAtFullRateStandsForTheTimeThatItTakesInTheSimulation() {
    double seconds = (double) model.contentBytes() / model.download();

    double simulated = SwarmModel.CONTENT_BYTES / SwarmModel.DOWNLOAD / 60;
    assertThat(model.minutes(seconds)).isCloseTo(simulated, within(0.001));
  }

  @Test
  void allRatesAreDividedByTheSame() {
    double share = SwarmModel.DOWNLOAD / model.download();

    assertThat(SwarmModel.LEECHER_UPLOAD / model.leecherUpload()).isEqualTo(share);
    assertThat(SwarmKind.BUSY.upload(3) / model.seederUpload(3)).isEqualTo(share);
  }

  @Test
  void allTimesAreDividedByThePace() {
    assertThat(model.arrivals()).isEqualTo(Duration.ofMinutes(3));
    assertThat(model.chokingS()).isEqualTo(300);
    assertThat(model.stay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(model.settings())
        .containsEntry("selection.tier-step", "45s")
        .containsEntry("ingress.interval", "90s")
        .containsEntry("ingress.peer-lifetime", "210s");
  }

  @Test
  void optionsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> options(41, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("peers is 41, expected 20 to 40");
    assertThatThrownBy(() -> options(40, 31)).hasMessage("pace is 31, expected 1 to 30");
  }

  private static PeerRaceOptions options(int peers, int pace) {
    return new PeerRaceOptions(SwarmKind.BUSY, peers, List.of("random"), 1, pace, 1);
  }
}
