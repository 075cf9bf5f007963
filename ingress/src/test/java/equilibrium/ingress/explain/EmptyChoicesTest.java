package equilibrium.ingress.explain;

import static equilibrium.ingress.explain.SmallSwarm.ASKER;
import static equilibrium.ingress.explain.SmallSwarm.draw;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Torrent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why operators read that a client would get nobody. */
class EmptyChoicesTest {
  @TempDir Path data;

  @Test
  void aTorrentOrProgramThatIsNotServedIsRefused() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.directory().torrents().put(SmallSwarm.INFO_HASH, new Torrent(false, false));
    assertThat(refused(swarm, ASKER))
        .isEqualTo("An announce is refused: this torrent is not allowed here.");
    assertThat(swarm.ask(ASKER).swarm().torrent()).isEqualTo("denied");

    swarm.directory().torrents().remove(SmallSwarm.INFO_HASH);
    swarm.rule("ingress.admission", "registered");
    assertThat(refused(swarm, ASKER)).contains("not on the list");

    swarm.rule("ingress.admission", "open");
    swarm.rule("clients.deny", "-LT");
    assertThat(refused(swarm, ASKER + "&peer-id=" + SmallSwarm.peerId(1)))
        .contains("this client program");
  }

  @Test
  void whoComesEarlyOnceTooOftenIsToldHowLong() {
    var swarm = SmallSwarm.crowded(data, Map.of("limits.early-announces", "0"));
    var _ = swarm.enter(1, 1, 5);
    swarm.nowMs += 12_000;

    var early = swarm.ask(ASKER);
    var completing = swarm.ask(ASKER + "&left=0");
    swarm.nowMs += 438_000;
    var again = swarm.ask(ASKER);

    assertThat(draw(early).tooEarlySeconds()).isEqualTo(438);
    assertThat(draw(early).peers()).isEmpty();
    assertThat(early.why())
        .isEqualTo(
            "It announced 12 s ago, and came early 0 times since it was last in time, which is as"
                + " often as it may: now it gets counts and nobody, in 7 min a list again.");
    assertThat(draw(completing).tooEarlySeconds()).as("whatever its role").isEqualTo(438);
    assertThat(draw(again).tooEarlySeconds()).isNull();
    assertThat(draw(again).peers()).isNotEmpty();
  }

  @Test
  void whoAsksForNobodyGetsNobody() {
    var choice = SmallSwarm.crowded(data, Map.of()).ask(ASKER + "&numwant=0");

    assertThat(draw(choice).peers()).isEmpty();
    assertThat(choice.why()).isEqualTo("It asks for nobody.");
  }

  private static String refused(SmallSwarm swarm, String query) {
    var choice = swarm.ask(query);
    assertThat(choice.choice()).isNull();
    assertThat(choice.refused()).isNotNull();
    return choice.why();
  }
}
