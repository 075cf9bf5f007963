package equilibrium.ingress.explain;

import static equilibrium.ingress.explain.SmallSwarm.ASKER;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.schemas.event.AnnounceEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To ask what a client would get changes nothing. */
class AskingIsReadingTest {
  @TempDir Path data;

  @Test
  void askingChangesNothingThatAnAnnounceMeets() {
    var asked = new ArrayList<Object>();
    var left = new ArrayList<Object>();
    var questions = List.of("", "&left=0", "&peer-id=new", "&numwant=5");

    for (int round = 0; round < 2; round++) {
      var swarm = SmallSwarm.crowded(data, Map.of());
      for (int i = 0; i < 8; i++) { // the fifth is too early
        for (int ask = 0; round == 1 && ask < 40; ask++) {
          var _ = swarm.ask(ASKER + questions.get(ask % 4));
          var _ = swarm.ask("address=10.9.9.9" + questions.get(ask % 4));
        }
        swarm.nowMs += 10_000;
        (round == 0 ? left : asked).add(state(swarm));
        var accepted = (Accepted) swarm.announce(1, null, 5, AnnounceEvent.NONE);
        var event = TrackerInside.announced(accepted);
        (round == 0 ? left : asked).add(event.getAnswer().getInTime());
        (round == 0 ? left : asked).add(event.getEventId().getSequence());
        (round == 0 ? left : asked).add(event.getSessionStartedAtMs() - swarm.nowMs);
      }
    }

    assertThat(asked).isEqualTo(left).contains(false);
  }

  @Test
  void askingCountsNoRefusal() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    var metrics = new SimpleMeterRegistry();
    swarm.admission().register(metrics);

    var _ = swarm.ask("key=nobodys");

    assertThat(metrics.find("equilibrium_refusals_total").functionCounters())
        .isNotEmpty()
        .allMatch(counter -> counter.count() == 0);
  }

  private static List<Object> state(SmallSwarm swarm) {
    swarm.scrape();
    return List.of(
        swarm.state().clients().size(),
        swarm.state().swarms().size(),
        swarm.state().swarms().peers(),
        swarm.found.seeders(),
        swarm.found.leechers(),
        swarm.found.downloads());
  }
}
