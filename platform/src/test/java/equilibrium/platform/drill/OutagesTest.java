package equilibrium.platform.drill;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.DrillKind;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Outages outages = new Outages(EnumSet.of(DrillKind.NO_KAFKA, DrillKind.DEAF));

  @Test
  void oneKindIsOnAtATime() {
    outages.begin(DrillKind.DEAF, LONG);
    outages.begin(DrillKind.NO_KAFKA, LONG);

    assertThat(outages.of(DrillKind.DEAF).isOn()).isFalse();
    assertThat(outages.of(DrillKind.NO_KAFKA).isOn()).isTrue();
    assertThat(outages.current()).isEqualTo("no-kafka");
    assertThat(outages.kinds()).containsExactly("deaf", "no-kafka");
  }

  @Test
  void itEndsByItsOwnTimeOrSooner() {
    outages.begin(DrillKind.DEAF, Duration.ZERO);
    assertThat(outages.current()).isEmpty();

    outages.begin(DrillKind.DEAF, LONG);
    outages.end();
    assertThat(outages.current()).isEmpty();
  }
}
