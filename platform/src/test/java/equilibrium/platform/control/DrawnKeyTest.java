package equilibrium.platform.control;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.platform.control.DrawnKey.LastKey;
import equilibrium.schemas.event.ClientId;
import org.junit.jupiter.api.Test;

class DrawnKeyTest {
  private static final Authorship AUTHORSHIP = new Authorship(1_000, "desk");
  private final ClientId client = DrawnKey.draw().id();
  private final ClientId former = DrawnKey.draw().id();

  @Test
  void aFormerKeyStaysGoodForSevenDays() {
    var known = new LastKey(client, former, "a note", false);

    var rotated = DrawnKey.draw().rotated(known, AUTHORSHIP);

    assertThat(rotated.getPreviousKeyId()).isEqualTo(former);
    assertThat(rotated.getPreviousUntilMs()).isEqualTo(1_000 + 7 * 86_400_000L);
  }

  @Test
  void aRevokedKeyDoesNotComeBackByARotation() {
    var known = new LastKey(client, former, "a note", true);
    var drawn = DrawnKey.draw();

    var rotated = drawn.rotated(known, AUTHORSHIP);

    assertThat(rotated.getKeyId()).isEqualTo(drawn.id());
    assertThat(rotated.getPreviousKeyId()).isNull();
    assertThat(rotated.getPreviousUntilMs()).isEqualTo(0L);
  }
}
