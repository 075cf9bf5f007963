package equilibrium.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

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
}
