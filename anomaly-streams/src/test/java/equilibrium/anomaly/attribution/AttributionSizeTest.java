package equilibrium.anomaly.attribution;

import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Many episodes of 20 uploaders each; {@code -Dequilibrium.rows=1000000} is the largest size that
 * is ever solved; it takes two minutes.
 */
class AttributionSizeTest {
  private static final int ROWS = Integer.getInteger("equilibrium.rows", 10_000);
  private static final int CLIENTS = ROWS / 5;

  /** Odd, so that no two ids are equal; they are spread as digests are, as hash tables need it. */
  private static final int SPREAD = 0x9e3779b1;

  @Test
  void manyEpisodesAreAttributedInTime() {
    var attribution = new Attribution(AttributionRules.V2, Shadow.ALL);
    var random = new Random(1);
    for (int row = 0; row < ROWS; row++) {
      attribution.add(
          episode(row % 5_000, row / 5_000, claims(random)), new Position(0, (long) row));
    }

    long begun = System.nanoTime();
    var result = attribution.result(0);
    var taken = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(result.episodes()).isGreaterThan(ROWS * 9 / 10);
    assertThat(result.findings()).extracting(Anomaly::getClientId).contains(clientId(0));
    assertThat(taken).isLessThan(Duration.ofMinutes(ROWS > 100_000 ? 5 : 1));
  }

  /** Client 0 is in each hundredth episode and claims twenty times what it sent. */
  private static List<EpisodeClaim> claims(Random random) {
    var claims = new ArrayList<EpisodeClaim>();
    double all = 0;
    for (int i = 0; i < 20; i++) {
      int client = i == 0 && random.nextInt(100) == 0 ? 0 : 1 + random.nextInt(CLIENTS - 1);
      double really = 20 + random.nextInt(80);
      all += really;
      claims.add(sent(client * SPREAD, client == 0 ? 20 * really : really));
    }
    claims.add(received(1_000_000_000, all * (1 + 0.03 * random.nextGaussian())));
    return claims;
  }
}
