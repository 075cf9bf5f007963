package equilibrium.platform.drill;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.drill.Obedience.Ignores;
import equilibrium.platform.drill.Obedience.Obeys;
import equilibrium.platform.drill.Obedience.Refuses;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.NodeDrill;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObedienceTest {
  private static final long NOW = 1_000_000;
  private static final long BOOT = 5;

  private final Outages outages = new Outages(Set.of(DrillKind.DEAF, DrillKind.NO_KAFKA));

  @ParameterizedTest
  @ValueSource(longs = {1, 600_000, 605_000})
  void aDrillThatEndsWithinTenMinutesIsObeyedUntilThen(long leftMs) {
    assertThat(of(DrillKind.DEAF, BOOT, NOW + leftMs))
        .isEqualTo(new Obeys(Duration.ofMillis(leftMs)));
  }

  @Test
  void aDrillThatEndsLaterIsRefused() {
    assertThat(of(DrillKind.DEAF, BOOT, NOW + 605_001))
        .isEqualTo(
            new Refuses("it ends at 1970-01-01T00:26:45.001Z, expected at most 10 minutes ahead"));
  }

  @Test
  void aDrillOfAFormerProcessOrThatIsOverIsIgnored() {
    assertThat(of(DrillKind.DEAF, BOOT - 1, NOW + 1)).isEqualTo(new Ignores());
    assertThat(of(DrillKind.DEAF, BOOT, NOW)).isEqualTo(new Ignores());
  }

  @Test
  void aKindThatIsNotOfferedIsRefusedWithThoseThatAre() {
    assertThat(of(DrillKind.KILL, BOOT, NOW + 1))
        .isEqualTo(new Refuses("its kind is kill, expected one of: deaf, no-kafka"));
  }

  private Obedience of(DrillKind kind, long boot, long untilMs) {
    return Obedience.of(
        new NodeDrill(17L, "ingress", boot, kind, 0L, untilMs, "desk"), BOOT, outages, NOW);
  }
}
