package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.ChangedRules;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.codec.ClientCodec;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Half-lives of 7, 30 and 90 days, which a next version of the rules changes. */
class ChangedHalfLifeTest {
  private static final long DAY_MS = 86_400_000;
  private static final long DAY = 86_400;
  private static final long GIB = 1L << 30;
  private static final long NOW_MS = Announces.START_MS + 60 * DAY_MS;

  private final Random random = new Random(3);
  private final Client client = client();

  /**
   * 1000 bytes in epoch 11 of 7 days and 600 in epoch 12 are 1100 at its start, day 84. The new
   * cell is 1100 * 2^(fraction of the new epoch - epochs of 7 days since day 84).
   */
  @ParameterizedTest(name = "7 d -> {1} d on day {0}: {3} in epoch {2}")
  @CsvSource({
    "84,   6,  14, 1100",
    "84,   14, 6,  1100",
    "87.5, 6,  14, 1165", // 1100 * 2^(7/12 - 1/2) = 1165.4
    "87.5, 14, 6,  924", // 1100 * 2^(1/4 - 1/2) = 924.98
    "98,   6,  16, 346", // 1100 * 2^(1/3 - 2) = 346.5
    "98,   14, 7,  275", // 1100 * 2^(0 - 2)
  })
  void aSumBecomesOneCell(double day, long halfLifeDays, long epoch, long cell) {
    var before = new DecayedSum(SumKind.SEEDED_BYTE_SECONDS, 7 * DAY, 12L, List.of(1_000L, 600L));

    var after =
        DecayingSums.converted(List.of(before), changed(halfLifeDays), (long) (day * DAY_MS));

    assertThat(after)
        .containsExactly(
            new DecayedSum(SumKind.SEEDED_BYTE_SECONDS, halfLifeDays * DAY, epoch, List.of(cell)));
  }

  @Test
  void sumsWithTheSameHalfLifeStayAsTheyAre() {
    assertThat(DecayingSums.converted(client.sums(), ScoringRules.V3.clients().halfLives(), NOW_MS))
        .isSameAs(client.sums());
  }

  @Test
  void aSumThatIsWorthNothingIsLeftOut() {
    assertThat(DecayingSums.converted(client.sums(), new HalfLives(1, 1, 1), 9 * NOW_MS)).isEmpty();
  }

  /** Also of a client that was idle for a fortnight before its next credit. */
  @ParameterizedTest(name = "7 d -> {0} d, next credit after {1} h")
  @CsvSource({"6, 0", "14, 0", "6, 1", "14, 1", "6, 336", "14, 336"})
  void everySumKeepsItsValueAtTheNextCredit(long halfLifeDays, long hours) {
    long atMs = NOW_MS + hours * 3_600_000;
    var restored = stored(client);

    var after = fold(changed(halfLifeDays)).plus(restored, nothing(atMs));

    assertThat(after.sums()).extracting(DecayedSum::getKind).hasSize(6);
    assertThat(after.sums().getFirst().getHalfLifeSeconds()).isEqualTo(halfLifeDays * DAY);
    for (SumKind kind : kinds()) {
      double before = client.value(kind, atMs);
      assertThat(after.value(kind, atMs)).isCloseTo(before, within(2 + before * 2e-6));
    }
  }

  /** Before its next credit as well: each sum decays with the half-life that it has. */
  @ParameterizedTest
  @ValueSource(longs = {6, 14})
  void noScoreChangesWithTheRules(long halfLifeDays) {
    var fold = fold(changed(halfLifeDays));
    var parts = parts(new ClientFold(ScoringRules.V3), client);

    var reviewed = parts(fold, stored(client));
    var credited = parts(fold, fold.plus(stored(client), nothing(NOW_MS)));

    assertThat(parts.getRecentSeedingSize()).isBetween(150, 250);
    assertThat(reviewed).isEqualTo(parts);
    assertThat(credited).isEqualTo(parts);
  }

  /** 7 d -> 14 d, between two credits of each of a hundred clients. */
  @Test
  void everybodyKeepsTheirPointsWithANextVersion() {
    var shipped = new ClientFold(ScoringRules.V3);
    var next = fold(new HalfLives(14 * DAY, 30 * DAY, 90 * DAY));

    for (int i = 0; i < 100; i++) {
      var before = client();
      var points = parts(shipped, before);

      var after = next.plus(stored(before), nothing(NOW_MS));

      assertThat(after.sums().getFirst().getHalfLifeSeconds()).isEqualTo(14 * DAY);
      assertThat(parts(next, after)).isEqualTo(points);
    }
  }

  @Test
  void laterAmountsAddUpAndDecayWithTheNewHalfLife() {
    var fold = fold(changed(6));
    double before = client.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS);
    var more = new Seeding(0, GIB * DAY, 0, 0);

    var after = fold.plus(client, new Credit(Identity.KEY, Announces.CLIENT, NOW_MS, more, 0, 0));

    double sum = before + GIB * DAY;
    assertThat(after.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS)).isCloseTo(sum, within(sum * 4e-6));
    assertThat(after.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS + 6 * DAY_MS))
        .isCloseTo(sum / 2, within(sum * 4e-6));
  }

  @Test
  void theWayBackKeepsTheValueToo() {
    var once = fold(changed(6)).plus(client, nothing(NOW_MS + DAY_MS));

    var back = new ClientFold(ScoringRules.V3).plus(once, nothing(NOW_MS + 2 * DAY_MS));

    double before = once.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS + 2 * DAY_MS);
    assertThat(back.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS + 2 * DAY_MS))
        .isCloseTo(before, within(2 + before * 2e-6));
    assertThat(back.sums().getFirst().getHalfLifeSeconds()).isEqualTo(7 * DAY);
  }

  /** A late credit, older than the newest one: the value at the newest one stays. */
  @Test
  void aLateCreditConvertsAtTheNewestEvent() {
    var late = fold(changed(14)).plus(client, nothing(NOW_MS - 5 * DAY_MS));

    double before = client.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS);
    assertThat(late.value(SumKind.SEEDED_BYTE_SECONDS, NOW_MS))
        .isCloseTo(before, within(2 + before * 2e-6));
  }

  /** Else amounts would land in wrong epochs: all clients would have all points, or none. */
  @Test
  void amountsAreNeverAddedUnderAnotherHalfLife() {
    assertThatThrownBy(
            () -> DecayingSums.plus(client.sums(), SumKind.SEEDED_BYTE_SECONDS, 6 * DAY, 1, NOW_MS))
        .hasMessage("a sum of SEEDED_BYTE_SECONDS with a half-life of 604800 s, expected 518400 s");
  }

  /** Sixty days of seeding. */
  private Client client() {
    var fold = new ClientFold(ScoringRules.V3);
    var client = Client.UNKNOWN;
    for (long atMs = Announces.START_MS; atMs <= NOW_MS; atMs += 1_800_000) {
      long held = random.nextLong(80 * GIB) * 1_800;
      var seeding = new Seeding(1_800, held / 2, held, 1_800);
      var credit =
          new Credit(
              Identity.KEY,
              Announces.CLIENT,
              atMs,
              seeding,
              random.nextLong(GIB),
              random.nextLong(GIB));
      client = fold.plus(client, credit);
    }
    return client;
  }

  private static Client stored(Client client) {
    byte[] bytes = ClientCodec.SERDE.serializer().serialize("clients", client);
    return ClientCodec.SERDE.deserializer().deserialize("clients", bytes);
  }

  private static List<SumKind> kinds() {
    return List.of(SumKind.values()).subList(1, SumKind.values().length);
  }

  private static ClientFold fold(HalfLives halfLives) {
    return new ClientFold(ChangedRules.halfLives(halfLives));
  }

  /** All three differ from those of the rules in force. */
  private static HalfLives changed(long days) {
    return new HalfLives(days * DAY, 4 * days * DAY, 13 * days * DAY);
  }

  private static Credit nothing(long atMs) {
    return new Credit(Identity.KEY, Announces.CLIENT, atMs, Seeding.NONE, 0, 0);
  }

  private static ScoreParts parts(ClientFold fold, Client client) {
    return fold.reviewed(client, NOW_MS, Cuts.NONE).evaluation().parts();
  }
}
