package equilibrium.ingress.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.InterventionKind;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of interventions. */
class ExposuresTest {
  private static final long FROM = 1_000;
  private static final long UNTIL = 2_000;
  private static final InfoHash SWARM = new InfoHash(new byte[20]);

  private final Exposures exposures = new Exposures(3);

  private static ClientId client(int number) {
    return new ClientId(ByteBuffer.allocate(16).putInt(number).array());
  }

  private boolean put(int number, String text) {
    return exposures.put(new InterventionKey(SWARM, client(number)), exposure(text));
  }

  private static Exposure exposure(String text) {
    return new Exposure(InterventionKind.WARN, text, null, 0, FROM, UNTIL, 2);
  }

  private boolean take(int number) {
    var told = exposures.of(SWARM, client(number), FROM);
    return told != null && told.take();
  }

  @Test
  void itIsInForceFromItsBeginningUntilItsEnd() {
    put(1, "Block it");

    assertThat(exposures.of(SWARM, client(1), FROM - 1)).isNull();
    assertThat(exposures.of(SWARM, client(1), FROM)).isNotNull();
    assertThat(exposures.of(SWARM, client(1), UNTIL - 1)).isNotNull();
    assertThat(exposures.of(SWARM, client(1), UNTIL)).isNull();
    assertThat(exposures.of(SWARM, client(2), FROM)).isNull();
  }

  @Test
  void theSameReadAgainIsNotToldAnewAndAnotherIs() {
    put(1, "Block it");
    assertThat(take(1)).isTrue();
    put(1, "Block it");
    assertThat(take(1)).isTrue();

    put(1, "Block it");

    assertThat(take(1)).isFalse();
    put(1, "Block it, too");
    assertThat(take(1)).isTrue();
  }

  @Test
  void moreThanTheLimitAreNotKept() {
    assertThat(put(1, "a") && put(2, "a") && put(3, "a")).isTrue();

    assertThat(put(4, "a")).isFalse();

    assertThat(put(3, "b")).isTrue();
    exposures.remove(new InterventionKey(SWARM, client(1)));
    assertThat(put(4, "a")).isTrue();
    exposures.retain(Set.of(new InterventionKey(SWARM, client(2))));
    assertThat(exposures.size()).isOne();
    exposures.expire(UNTIL - 1);
    assertThat(Objects.requireNonNull(exposures.of(SWARM, client(2), FROM)).take()).isTrue();
    exposures.expire(UNTIL);
    assertThat(exposures.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Block 203.0.113.7 (bad client) tracker.example.org/c/AB12CD34 ok",
        "Block 203.0.113.7 \u00e4",
        "two\nlines",
        "Unregistered torrent",
        "torrent not registered"
      })
  void aTextThatClientsMisreadIsNotFit(String text) {
    assertThat(exposure(text).isFit()).isFalse();
    assertThat(exposure("Block 203.0.113.7 (bad client) t.example/c/AB12").isFit()).isTrue();
  }
}
