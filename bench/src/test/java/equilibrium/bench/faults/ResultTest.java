package equilibrium.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.ledger.Finding;
import equilibrium.bench.ledger.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {
  private static final Finding GOOD =
      new Finding(
          Map.of(Outcome.ACKED, 3, Outcome.REFUSED, 41, Outcome.UNREACHED, 52),
          3,
          0,
          0,
          0,
          0,
          List.of(),
          Map.of());

  @Test
  void theRowCountsRefusedAnnouncesAndClosedPortsUnderTheirNames() {
    var result = new Result(Scenarios.QUICK, GOOD, new Times(1, 2, 3, 4), During.NOTHING, 0);

    var names = List.of(Result.HEAD.lines().findFirst().orElseThrow().split(" \\| "));
    var cells = List.of(result.row().strip().split(" \\| ", -1));

    assertThat(result.failures()).isEmpty();
    assertThat(cells).hasSameSizeAs(names);
    assertThat(cells.get(names.indexOf("refused"))).isEqualTo("41");
    assertThat(cells.get(names.indexOf("port closed"))).isEqualTo("52");
  }

  @Test
  void aWireThatNeverAcknowledgesAgainIsAFailure() {
    var result =
        new Result(Scenarios.QUICK, GOOD, new Times(Times.NEVER, 2, 3, 4), During.NOTHING, 0);

    assertThat(result.failures()).singleElement().asString().contains("did not come back");
  }

  /** Ten cuts, after each of which two programs may begin anew. */
  @Test
  void onlyCutsOfALoneBrokerMayEndProcesses() {
    var cut =
        Scenarios.all().stream()
            .filter(scenario -> scenario.name().equals("broker-power-cut"))
            .findFirst()
            .orElseThrow();
    var times = new Times(1, 2, 3, 4);

    assertThat(new Result(cut, GOOD, times, During.NOTHING, 20).failures()).isEmpty();
    assertThat(new Result(cut, GOOD, times, During.NOTHING, 21).failures())
        .containsExactly("processes ended by themselves 21 times, expected 20 at most");
    assertThat(new Result(Scenarios.QUICK, GOOD, times, During.NOTHING, 1).failures())
        .containsExactly("processes ended by themselves 1 times, expected 0 at most");
  }

  @Test
  void theLongestFaultIsShownAndOfEqualOnesTheWorst() {
    var brief = new During(Duration.ofSeconds(5), 0, 1);
    var best = new During(Duration.ofSeconds(30), 100, 9);
    var worst = new During(Duration.ofSeconds(30), 20, 3);
    var both = new During(Duration.ofSeconds(30), 20, 9);

    assertThat(During.NOTHING.longer(brief)).isEqualTo(brief);
    assertThat(best.longer(brief)).isEqualTo(best);
    assertThat(best.longer(worst)).isEqualTo(both);
    assertThat(worst.longer(best)).isEqualTo(both);
    assertThat(During.NOTHING.text()).isEmpty();
  }
}
