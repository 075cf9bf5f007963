package equilibrium.anomaly.attribution;

import static equilibrium.anomaly.attribution.Episodes.MB;
import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoisonTest {
  private static final int POISONER = 1;

  /**
   * The poisoner and another client send 200 MB each. Of 400 MB a client discards some: 100 MB are
   * (100 - 4) / 16 = 6 deviations.
   */
  @ParameterizedTest(name = "{0} MB in {1} torrents by {2} clients of {3}: found {4}")
  @CsvSource({
    "100, 10, 10, -TR4000-, true",
    "100, 10, 3, -TR4000-, true",
    "100, 10, 2, -TR4000-, false", // the receivers may be broken
    "100, 9, 9, -TR4000-, false",
    "4, 10, 10, -TR4000-, false", // redundant, as usual
    "100, 10, 10, A2-1-36-, false", // aria2 reports discarded bytes for other reasons
  })
  void whoPoisonsManyTorrentsIsFound(
      double discarded, int torrents, int reporters, String prefix, boolean found) {
    var attribution = Attribution.ofDiscarded(AttributionRules.POISON_V2, Shadow.ALL);
    for (int i = 0; i < torrents; i++) {
      var claims =
          List.of(
              sent(POISONER, 200),
              sent(10 + i, 200),
              discarding(100 + i % reporters, 400 - discarded, discarded, prefix));
      attribution.add(episode(i, i, claims), new Position(0, (long) i));
    }

    var findings = attribution.result(0).findings();

    assertThat(findings).hasSize(found ? 1 : 0);
    assertThat(findings).allMatch(each -> each.getClientId().equals(clientId(POISONER)));
    assertThat(findings).allMatch(each -> each.getRule().equals("X1"));
  }

  private static EpisodeClaim discarding(int client, double kept, double lost, String prefix) {
    byte[] peerId = Arrays.copyOf(prefix.getBytes(US_ASCII), 20);
    peerId[19] = (byte) client;
    return EpisodeClaim.newBuilder(received(client, kept))
        .setDiscarded((long) (lost * MB))
        .setPeerId(new PeerId(peerId))
        .build();
  }
}
