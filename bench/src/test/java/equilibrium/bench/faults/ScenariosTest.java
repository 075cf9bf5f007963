package equilibrium.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScenariosTest {

  @Test
  void everyScenarioHasANameOfItsOwn() {
    assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
  }

  @Test
  void theQuickProfileIsOneOfThem() {
    assertThat(Scenarios.all()).contains(Scenarios.QUICK);
    assertThat(Scenarios.QUICK.disk()).as("needs root").isNull();
  }

  @Test
  void onlyAPowerCutOfALoneBrokerMayMiscountAnnounces() {
    for (var scenario : Scenarios.all()) {
      boolean mayMiscount = List.of("up-power-cut", "broker-power-cut").contains(scenario.name());

      assertThat(scenario.mostMiscounted())
          .as(scenario.name())
          .isEqualTo(mayMiscount ? 10 * 10 * scenario.rate() : 0);
    }
  }
}
