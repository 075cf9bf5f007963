package equilibrium.ingress.explain;

import static equilibrium.ingress.explain.SmallSwarm.ASKER;
import static equilibrium.ingress.explain.SmallSwarm.draw;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.explain.Choice.Peer;
import equilibrium.ingress.explain.Choice.Seconds;
import equilibrium.ingress.swarm.Clients.Suspect;
import equilibrium.platform.TimeScale;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the three policies give of {@link SmallSwarm#crowded}, worked out by hand. */
class ChoicesTest {
  private static final long MINUTE = 60_000;

  @TempDir Path data;

  @Test
  void aLeecherIsToldWhatIsOpenAndWhatOpensNext() {
    var swarm = SmallSwarm.crowded(data, Map.of());

    var choice = swarm.ask(ASKER);

    assertThat(choice.client().tier()).isEqualTo(1);
    assertThat(choice.client().identity()).isEqualTo("address");
    assertThat(choice.client().id()).isEqualTo(SmallSwarm.id(SmallSwarm.client(1)));
    assertThat(choice.swarm().seedersByTier()).containsExactly(3, 1, 5, 3);
    assertThat(choice.swarm().leechersByTier()).containsExactly(2, 2, 0, 1);
    assertThat(choice.swarm().seeders()).isEqualTo(12);
    assertThat(choice.swarm().leechers()).isEqualTo(5);
    var draw = draw(choice);
    assertThat(draw.level()).isEqualTo(1);
    assertThat(draw.ceiling()).isEqualTo(1);
    assertThat(draw.nextTierSeconds()).isEqualTo(180);
    assertThat(draw.wanted()).isEqualTo(50);
    assertThat(draw.most()).isEqualTo(50);
    assertThat(draw.interval()).isEqualTo(new Seconds(855, 945));
    assertThat(draw.minInterval()).isEqualTo(new Seconds(855, 945));
    assertThat(draw.seedersByTier().subList(0, 2)).containsExactly(3, 1);
    assertThat(draw.seeders()).as("a quarter of the eight above").isEqualTo(4 + 2);
    assertThat(draw.leechers()).isEqualTo(4);
    assertThat(draw.leechersByTier()).containsExactly(2, 1, 0, 1);
    assertThat(choice.why())
        .isEqualTo(
            "tier 1 of 3; in the swarm for 12 min, so seeders of tiers up to 1 are open; tier 2"
                + " opens in 3 min; given early of the seeders above: 2 of 8. Drawn for a list of"
                + " at most 50: 6 of 12 other seeders, 4 of 4 other leechers.");
  }

  @Test
  void aClientInQuarantineIsToldSo() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    var asker = SmallSwarm.client(1).bytes();

    swarm.state().clients().suspect(asker, new Suspect(Long.MAX_VALUE, false, null));

    var choice = swarm.ask(ASKER);
    assertThat(choice.client().quarantined()).isTrue();
    assertThat(draw(choice).nextTierSeconds()).isNull();
    assertThat(draw(choice).interval()).isEqualTo(new Seconds(1620, 1980));
    assertThat(choice.why())
        .startsWith(
            "It is in quarantine because of a suspicion: no list holds it, and its own has 5");
    swarm.state().clients().suspect(asker, new Suspect(0, true, null));
    assertThat(swarm.ask(ASKER).why()).startsWith("It is refused because of a suspicion");
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 60", "3, 2, 900", "17, 2, 60", "18, 3, ", "55, 3, "})
  void timeOpensTiers(int minutesMore, int level, @Nullable Long nextTierSeconds) {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.nowMs += minutesMore * MINUTE;

    var draw = draw(swarm.ask(ASKER));

    assertThat(draw.level()).isEqualTo(level);
    assertThat(draw.nextTierSeconds()).isEqualTo(nextTierSeconds);
    assertThat(draw.interval())
        .isEqualTo(level == 3 ? new Seconds(1620, 1980) : new Seconds(855, 945));
    assertThat(draw.minInterval())
        .isEqualTo(level == 3 ? new Seconds(900, 900) : new Seconds(855, 945));
  }

  /** Four other leechers: seeders may take ten of fourteen places, nine if there were five. */
  @Test
  void itsOwnSessionKeepsNoPlaceFree() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.nowMs += 30 * MINUTE;

    var draw = draw(swarm.ask(ASKER + "&numwant=14"));

    assertThat(draw.seeders()).isEqualTo(10);
    assertThat(draw.leechers()).isEqualTo(4);
  }

  @Test
  void withoutASeederUpToItsLevelTheLowestTierThatHasOneIsOpen() {
    var swarm = new SmallSwarm(data, Map.of(), TimeScale.REAL);
    for (int i = 0; i < 4; i++) {
      var _ = swarm.enter(10 + i, i < 3 ? 2 : 3, 0);
    }

    var choice = swarm.ask(ASKER);

    assertThat(draw(choice).level()).isZero();
    assertThat(draw(choice).ceiling()).isEqualTo(2);
    assertThat(draw(choice).seedersByTier()).containsExactly(0, 0, 3, 0);
    assertThat(choice.why())
        .startsWith(
            "tier 0 of 3; its session begins now, so seeders of tier 0 are open; there is none of"
                + " those, so tier 2, the lowest that has a seeder, is open too; level 1 in 15 min;"
                + " given early of the seeders above: 0 of 1.");
  }

  @Test
  void aSeederIsToldOfLeechersOnItsLevelOrOfTwoOthers() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.stand(SmallSwarm.client(1), 2);

    var fit = swarm.ask(ASKER + "&left=0");
    swarm.stand(SmallSwarm.client(33), 0);
    var others = swarm.ask(ASKER + "&left=0");

    assertThat(draw(fit).peers()).containsExactly(new Peer("10.0.0.33:6033", "leecher", 3, 3));
    assertThat(draw(fit).role()).isEqualTo("seeder");
    assertThat(draw(fit).interval()).isEqualTo(new Seconds(1620, 1980));
    assertThat(fit.why())
        .startsWith("a seeder of tier 2 of 3 gets leechers on level 2 and above. Drawn");
    assertThat(draw(others).peers()).hasSize(2).allMatch(peer -> peer.role().equals("leecher"));
    assertThat(others.why()).contains("two others, since no leecher on level 2 or above is found");
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 15", "2, 16", "3, 16"})
  void byListSizeTheTierIsTheLengthOfTheList(int tier, int drawn) {
    var swarm = SmallSwarm.crowded(data, Map.of("selection.policy", "list-size"));
    swarm.stand(SmallSwarm.client(1), tier);

    var choice = swarm.ask(ASKER);

    var most = List.of(5, 15, 30, 50).get(tier);
    assertThat(draw(choice).most()).isEqualTo(most);
    assertThat(draw(choice).peers()).hasSize(drawn);
    assertThat(draw(choice).nextTierSeconds()).isNull();
    assertThat(draw(choice).interval()).isEqualTo(new Seconds(1620, 1980));
    assertThat(choice.why())
        .startsWith(
            "tier %d of 3, so it is given a list of at most %d of the 50 it asks for, of anybody."
                .formatted(tier, most));
  }

  @Test
  void byRandomAnybodyIsDrawn() {
    var swarm = SmallSwarm.crowded(data, Map.of("selection.policy", "random"));

    var choice = swarm.ask(ASKER + "&numwant=200");

    assertThat(draw(choice).wanted()).as("a reply's room").isEqualTo(100);
    assertThat(draw(choice).seedersByTier()).containsExactly(3, 1, 5, 3);
    assertThat(draw(choice).leechersByTier()).containsExactly(2, 1, 0, 1);
    assertThat(draw(choice).peers())
        .contains(new Peer("10.0.0.10:6010", "seeder", 0, null))
        .noneMatch(peer -> peer.endpoint().equals("10.0.0.1:6001"));
    assertThat(choice.why())
        .isEqualTo(
            "anybody is drawn, whatever the tier. Drawn for a list of at most 100: 12 of 12 other"
                + " seeders, 4 of 4 other leechers.");
  }

  @Test
  void theExperimentIsNamed() {
    var swarm = SmallSwarm.crowded(data, Map.of("selection.compare", "list-size=100"));

    var choice = swarm.ask(ASKER);

    assertThat(choice.client().compared()).isTrue();
    assertThat(choice.why())
        .startsWith("By the experiment its policy is list-size, not tier-backoff: tier 1 of 3, so");
  }

  @Test
  void whereNothingIsGatedAllTiersAreOpen() {
    var swarm = SmallSwarm.crowded(data, Map.of("selection.gate", "private"));

    var open = swarm.ask(ASKER);
    swarm.directory().torrents().put(SmallSwarm.INFO_HASH, new Torrent(true, true));
    var gated = swarm.ask(ASKER);

    assertThat(open.swarm().gated()).isFalse();
    assertThat(open.swarm().torrent()).isEqualTo("unlisted");
    assertThat(draw(open).seeders()).isEqualTo(12);
    assertThat(open.why())
        .startsWith(
            "nothing is held back here, since selection.gate is private and the torrent is not"
                + " registered as private.");
    assertThat(gated.swarm().gated()).isTrue();
    assertThat(gated.swarm().privateTorrent()).isTrue();
    assertThat(draw(gated).seeders()).isEqualTo(6);
  }

  @Test
  void timesAreRealHoweverFastTheTrackersRun() {
    var swarm = SmallSwarm.crowded(data, Map.of(), new TimeScale(10));

    var choice = swarm.ask(ASKER);

    assertThat(draw(choice).nextTierSeconds()).isEqualTo(18);
    assertThat(draw(choice).interval()).isEqualTo(new Seconds(86, 95));
    assertThat(choice.session()).extracting(Choice.Session::startedSecondsAgo).isEqualTo(72L);
  }
}
