package equilibrium.anomaly.stream;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.MB;
import static equilibrium.anomaly.rate.Samples.NOW;
import static equilibrium.anomaly.rate.Samples.claim;

import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.ClientRates;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.anomaly.rate.Severity;
import equilibrium.streams.testing.CodecCheck;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClientRatesCodecTest {
  private static final CodecCheck<ClientRates> CHECK = new CodecCheck<>(ClientRatesCodec.CODEC);

  @Test
  void everyStateSurvivesItsStore() {
    var random = new SplittableRandom(1);
    var rates = ClientRates.NONE;
    for (int i = 0; i < 50; i++) {
      long uploaded = random.nextLong(4 * MB, 200 * GB);
      var claim = claim(i, i, random.nextLong(900), random.nextLong(1, 3_600), uploaded);
      rates = rates.after(claim, new RateRule(RateLimits.V1)).state();

      CHECK.survives(rates);
    }
  }

  /** Layout 1 as it was first written. */
  @Test
  void layout1IsReadable() {
    var claim = claim(1, 18, 0, 60, 90 * GB);
    var reported =
        new Claim(
            claim.infoHash(),
            claim.peerId(),
            claim.atMs(),
            claim.seconds(),
            claim.uploaded(),
            claim.downloaded(),
            claim.source(),
            null,
            Severity.HARD);

    CHECK.reads(
        "01 01 000001a1ee565e00"
            + "01".repeat(20)
            + "01".repeat(20)
            + "000001a1ee565e00 000000000000003c 00000014f46b0400 0000000000000000"
            + "00000000 0000000000000012 ffffffff ffffffffffffffff 02 00",
        new ClientRates(List.of(reported), Severity.SOFT, NOW));
  }
}
