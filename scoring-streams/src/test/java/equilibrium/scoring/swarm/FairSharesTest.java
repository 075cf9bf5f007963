package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All bytes in MB. */
class FairSharesTest {
  private static final long MB = 1_000_000;

  /**
   * A seeder that really sent 1000, and a faker. Others can have received 1000 * 1.1 + 100 = 1200.
   * 2400: part 1/2, weight 1/16: L + L/16 = 1000. 12,000: weight 1/10,000.
   */
  @ParameterizedTest(name = "a faker claims {0}: {1} and {2}")
  @CsvSource({
    "0, 1000, 0",
    "400, 600, 400",
    "500, 500, 500",
    "1200, 500, 500", // credible
    "2400, 941.2, 58.8",
    "12000, 999.9, 0.1",
    "1200000, 1000, 0"
  })
  void theLessCredibleAClaimTheLessItWeighs(long faked, double honest, double stolen) {
    var shares = shares(sent(1, 1_000), sent(2, faked), received(3, 1_000));

    assertThat(shares[0] / (double) MB).isCloseTo(honest, within(0.1));
    assertThat(shares[1] / (double) MB).isCloseTo(stolen, within(0.1));
  }

  /** Bytes of unseen uploaders are nobody's. 12,000 is 10 bounds: at most 4/10 of 1200. */
  @Test
  void aClaimFarAboveTheBoundGetsLessThanOthersReceived() {
    assertThat(shares(sent(1, 4_800), received(2, 1_000))[0]).isEqualTo(1_000 * MB);
    assertThat(shares(sent(1, 12_000), received(2, 1_000))[0] / (double) MB)
        .isCloseTo(480, within(0.1));
  }

  /**
   * Client 2 has three sessions, one of them on network 9 with client 4: 1200 in all, 500 of 1000.
   */
  @Test
  void sessionsOfOneClientOrNetworkAreOneClaimant() {
    var shares =
        shares(
            sent(1, 600),
            SettlementTest.participant(2, 2, 400, 0),
            SettlementTest.participant(2, 8, 300, 0),
            SettlementTest.participant(2, 9, 100, 0),
            SettlementTest.participant(4, 9, 400, 0),
            received(3, 1_000));

    assertThat(mb(shares)).containsExactly(500L, 133L, 133L, 100L, 133L, 0L);
  }

  @Test
  void onlyClaimsThatOthersCanHaveReceivedAreCredible() {
    var participants = List.of(sent(1, 1_200), sent(2, 1_201), received(3, 1_000));
    var shares = new FairShares(participants, 1_000 * MB, ScoringRules.V3.episodes().credible());

    assertThat(shares.isCredible(0)).isTrue();
    assertThat(shares.isCredible(1)).isFalse();
    assertThat(shares.incrediblyUploaded()).isEqualTo(1_201 * MB);
  }

  /** Once a claim is as large as any honest one, raising it never costs the others a byte. */
  @Test
  void honestSharesNeverFallWhenAFakerRaisesItsClaim() {
    var random = new Random(5);
    for (int round = 0; round < 500; round++) {
      long[] honest =
          LongStream.range(0, 1 + random.nextInt(8)).map(_ -> 1 + random.nextLong(9_000)).toArray();
      long most = LongStream.of(honest).max().orElseThrow();
      long[] before = new long[honest.length + 2];
      for (long faked = most; faked < 1_000_000_000; faked = faked * 3 / 2 + 1) {
        var after = withFaker(honest, faked);
        for (int i = 0; i < honest.length; i++) {
          assertThat(after[i])
              .isGreaterThanOrEqualTo(before[i])
              .isLessThanOrEqualTo(honest[i] * MB);
        }
        before = after;
      }
    }
  }

  private static long[] withFaker(long[] honest, long faked) {
    var participants = new ArrayList<Participant>();
    for (int i = 0; i < honest.length; i++) {
      participants.add(sent(i + 1, honest[i]));
    }
    participants.add(sent(100, faked));
    participants.add(received(101, LongStream.of(honest).sum()));
    return shares(participants.toArray(new Participant[0]));
  }

  private static long[] mb(long[] bytes) {
    return LongStream.of(bytes).map(each -> each / MB).toArray();
  }

  private static long[] shares(Participant... participants) {
    long received =
        List.of(participants).stream().mapToLong(each -> each.claim().traffic().received()).sum();
    return new FairShares(List.of(participants), received, ScoringRules.V3.episodes().credible())
        .bytes();
  }

  private static Participant sent(int client, long mb) {
    return SettlementTest.participant(client, client, mb, 0);
  }

  private static Participant received(int client, long mb) {
    return SettlementTest.participant(client, client, 0, mb);
  }
}
