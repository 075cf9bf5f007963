package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.codec.ClientCodec;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFoldTest {
  static {
    Topics.SUSPICIONS.name(); // its serde makes Avro trust the classes of events
  }

  private static final long GIB = 1L << 30;
  private static final long DAY_MS = 86_400_000;
  private static final Cuts CUTS =
      Cuts.of(new TierCuts(3L, 0L, 9L, List.of(100, 300, 600), 2, List.of(), false, ""));

  private final ClientFold fold = new ClientFold(ScoringRules.V3);

  /** S / 9.2 of the score is lost, and S loses half its weight in 7 days. */
  @ParameterizedTest(name = "S {0}, level {1}, {2} days ago: {3} of 500")
  @CsvSource({
    "0,     0, 0,  500",
    "4600,  1, 0,  250",
    "4600,  2, 7,  375",
    "4600,  2, 14, 437", // 437.5
    "9200,  2, 0,  0",
    "99000, 2, 0,  0",
    "1,     3, 0,  0", // quarantined: 0 with any S
    "-5000, 0, 0,  500", // cleared by the operator
  })
  void suspicionLowersTheScore(int weight, int level, long days, int score) {
    var suspected = SuspicionState.of(suspicion(weight, level));

    assertThat(suspected.lowered(500, days * DAY_MS)).isEqualTo(score);
  }

  @ParameterizedTest(name = "{0} h old, {1} GiB up, {2} down, no announce for {3} h: {4}, {5}")
  @CsvSource({
    "24, 0, 2, 0, true, true",
    "24, 2, 0, 0, true, true",
    "23, 0, 2, 0, true, false", // too young
    "24, 0, 0, 0, true, false", // has moved no byte
    "240, 0, 2, 168, true, true",
    "240, 0, 2, 169, false, false", // idle
  })
  void anEligibleClientIsOldHasMovedBytesAndAnnounces(
      long age, long up, long down, long silence, boolean counts, boolean eligible) {
    long hourMs = 3_600_000;
    var client = fold.plus(Client.UNKNOWN, credit(0, 0, 0));
    client = fold.plus(client, credit((age - silence) * hourMs, up * GIB, down * GIB));

    var entry = fold.evaluated(client, age * hourMs, CUTS).entry();

    assertThat(entry.isActive()).isEqualTo(counts);
    assertThat(entry.eligible()).isEqualTo(eligible);
  }

  @Test
  void aYoungClientOrOneWithoutAKeyHasTierOneAtMost() {
    assertThat(tierAfter(Identity.KEY, 20)).isEqualTo(1);
    assertThat(tierAfter(Identity.KEY, 60)).isEqualTo(3);
    assertThat(tierAfter(Identity.ADDRESS, 60)).isEqualTo(1);
    assertThat(tierAfter(Identity.PEER_ID, 60)).isEqualTo(1);
  }

  private int tierAfter(Identity identity, int hours) {
    var client = Client.UNKNOWN;
    for (long hour = 0; hour <= hours; hour++) {
      long held = 1_000 * GIB * 3_600;
      client =
          fold.plus(
              client,
              new Credit(
                  identity,
                  Announces.CLIENT,
                  hour * 3_600_000,
                  new Seeding(3_600, held, held, 86_400),
                  0,
                  0));
      client = fold.reviewed(client, hour * 3_600_000, CUTS);
    }
    assertThat(client.score()).isGreaterThan(600);
    return client.tier().tier();
  }

  /** Suspicions come from another topic: maybe before the first announce is read. */
  @Test
  void aSuspicionMayComeBeforeItsClient() {
    var stub =
        fold.evaluated(
            Client.UNKNOWN.withSuspicion(SuspicionState.of(suspicion(4_600, 1))), 5, CUTS);
    assertThat(stub.isSeen()).isFalse();
    assertThat(stub.isForgettable()).isFalse();
    assertThat(stub.hasNewStanding(Client.UNKNOWN)).isFalse();

    var client = fold.evaluated(fold.plus(stub, credit(0, 0, 0)), 0, CUTS);

    assertThat(client.score()).isEqualTo(66); // half of a newcomer's 133
    assertThat(fold.standing(Announces.CLIENT, client, CUTS).getSuspicion()).isEqualTo(4_600);
  }

  @Test
  void theWeightsOfTheRulesCount() {
    var shipped = ScoringRules.V3;
    var weights = new ScoreRules(300, 14, 150, 10, 350, 8, 100);
    var rules =
        shipped.with(1_000, weights, shipped.clients().halfLives(), shipped.cuts().quantiles());
    var others = new ClientFold(rules);

    var client = others.reviewed(others.plus(Client.UNKNOWN, credit(0, 0, 0)), 0, CUTS);
    var standing = others.standing(Announces.CLIENT, client, CUTS);

    assertThat(client.score()).isEqualTo(67); // half of a newcomer's 133
    assertThat(standing.getRulesVersion()).isEqualTo(1_000);
    assertThat(standing.getWhy())
        .contains(
            "recent seeding size 0 of 300, average seeding size 0 of 150, seeding time 0 of 350,"
                + " ratio 67 of 100;");
  }

  @Test
  void aStandingExplainsItsTier() {
    var client = fold.reviewed(fold.plus(Client.UNKNOWN, credit(0, 0, 0)), 0, CUTS);
    assertThat(why(client))
        .isEqualTo(
            "tier 0 of 3: 133 points; next cut 100, passed, rises at most once in 6 h; recent "
                + "seeding size 0 of 400, average seeding size 0 of 150, seeding time 0 of 250, "
                + "ratio 133 of 200; 0 hours old");

    var risen = fold.reviewed(client, DAY_MS - 1, CUTS);
    assertThat(why(risen)).startsWith("tier 1 of 3: 133 points; the highest in the first 24 h; ");
    var old = fold.evaluated(risen, 3 * DAY_MS, CUTS);
    assertThat(why(old))
        .startsWith("tier 1 of 3: 133 points; next cut 300; ")
        .endsWith("; 3 days old");
    var weak = old.withSuspicion(new SuspicionState(4_600, 3 * DAY_MS, 2));
    assertThat(why(fold.evaluated(weak, 3 * DAY_MS, CUTS)))
        .startsWith("tier 0 of 3: 66 points; next cut 100, to be passed by 5 %; ")
        .endsWith("; suspicion takes 67 points, no rise");
    var low = fold.evaluated(fold.plus(old, credit(3 * DAY_MS, 0, 15 * GIB)), 3 * DAY_MS, CUTS);
    assertThat(why(fold.evaluated(low, 3 * DAY_MS + 7_200_000, CUTS)))
        .startsWith("tier 1 of 3: 0 points; below its cut 100 for 2 h, falls after 24 h; ");
    assertThat(fold.standing(Announces.CLIENT, client, Cuts.NONE).getWhy())
        .contains("; no cuts yet; ");
  }

  @Test
  void aClientSurvivesItsStore() {
    var client =
        fold.evaluated(fold.plus(Client.UNKNOWN, credit(9 * DAY_MS, GIB, 5)), 0, CUTS)
            .withSuspicion(new SuspicionState(1, 2, 3));
    byte[] bytes = ClientCodec.SERDE.serializer().serialize("clients", client);

    assertThat(ClientCodec.SERDE.deserializer().deserialize("clients", bytes)).isEqualTo(client);
  }

  private String why(Client client) {
    return fold.standing(Announces.CLIENT, client, CUTS).getWhy();
  }

  private static Credit credit(long atMs, long uploaded, long downloaded) {
    var online = new Seeding(1_800, 0, 0, 0);
    return new Credit(Identity.KEY, Announces.CLIENT, atMs, online, uploaded, downloaded);
  }

  private static Suspicion suspicion(int weight, int level) {
    return Suspicion.newBuilder()
        .setClientId(Announces.CLIENT)
        .setAtMs(0L)
        .setWeight(weight)
        .setLevel(level)
        .setBroken(false)
        .setFamilies(List.of("R"))
        .setTorrents(1)
        .setCases(List.of())
        .setRulesVersion(1)
        .setEnforced(true)
        .build();
  }
}
