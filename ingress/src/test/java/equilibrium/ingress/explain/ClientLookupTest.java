package equilibrium.ingress.explain;

import static equilibrium.ingress.explain.SmallSwarm.ASKER;
import static equilibrium.ingress.explain.SmallSwarm.draw;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.IssuedKey;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.AnnounceEvent;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which client an operator's question is taken, and for which session. */
class ClientLookupTest {
  private static final long MINUTE = 60_000;

  @TempDir Path data;

  @Test
  void aSessionIsStoodForByNameOrIfItIsTheLast() {
    var swarm = SmallSwarm.crowded(data, Map.of());

    var last = swarm.ask(ASKER);
    var named = swarm.ask(ASKER + "&peer-id=" + SmallSwarm.peerId(1));
    var fresh = swarm.ask(ASKER + "&peer-id=new");

    assertThat(last.session()).isEqualTo(named.session());
    assertThat(named.session())
        .isEqualTo(
            new Choice.Session(
                SmallSwarm.peerId(1), "10.0.0.1:6001", "leecher", true, 720, 720, 0));
    assertThat(fresh.session()).isNull();
    assertThat(fresh.sessions()).containsExactly(SmallSwarm.peerId(1));
    assertThat(draw(fresh).nextTierSeconds()).isEqualTo(900);
    assertThat(draw(fresh).leechers()).as("its other session may get it").isEqualTo(5);
  }

  @Test
  void ofSeveralSessionsTheLastHeardIsStoodForAndHasItsRole() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.issue("friend", SmallSwarm.client(200), Long.MAX_VALUE);
    for (int number = 40; number < 43; number++) {
      swarm.nowMs += MINUTE;
      var _ = swarm.announce(number, "friend", number == 42 ? 0 : 7, AnnounceEvent.NONE);
    }

    var choice = swarm.ask("key=friend");
    var leeching = swarm.ask("key=friend&left=5");

    assertThat(choice.client().identity()).isEqualTo("key");
    assertThat(choice.client().key()).isEqualTo("good");
    assertThat(choice.sessions())
        .containsExactly(SmallSwarm.peerId(42), SmallSwarm.peerId(41), SmallSwarm.peerId(40));
    assertThat(draw(choice).role()).isEqualTo("seeder");
    assertThat(draw(leeching).role()).isEqualTo("leecher");
    assertThat(draw(leeching).peers())
        .as("nobody gets sessions of its own key")
        .noneMatch(peer -> peer.endpoint().matches("10\\.0\\.0\\.4[0-2]:.*"));
    assertThat(swarm.ask("client=" + SmallSwarm.id(SmallSwarm.client(200))).client())
        .isEqualTo(choice.client());
  }

  @Test
  void aKeyThatIsNotGoodIsRefusedAndTheAnswerSaysWhy() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    swarm.issue("old", SmallSwarm.client(201), swarm.nowMs);
    swarm.issue("stolen", SmallSwarm.client(202), IssuedKey.REVOKED);

    assertThat(refused(swarm, "key=nobodys", "unknown"))
        .isEqualTo("An announce is refused: this announce key is not known.");
    assertThat(refused(swarm, "key=old", "expired")).contains("(another took its place");
    assertThat(refused(swarm, "key=stolen", "revoked")).contains("(it was revoked)");
    assertThat(refused(swarm, "client=" + SmallSwarm.id(SmallSwarm.client(202)), "revoked"))
        .contains("(it was revoked)");
    assertThat(swarm.ask("key=stolen").client().id())
        .isEqualTo(SmallSwarm.id(SmallSwarm.client(202)));
    swarm.rule("ingress.identity", "key");
    assertThat(refused(swarm, ASKER, "none")).contains("this announce key is not known");
    assertThat(refused(swarm, "client=" + SmallSwarm.id(SmallSwarm.client(1)), "none"))
        .isNotEmpty();
  }

  @Test
  void anIdAloneIsTakenForWhatIsKnownOfIt() {
    var swarm = SmallSwarm.crowded(data, Map.of());

    var known = swarm.ask("client=" + SmallSwarm.id(SmallSwarm.client(1)));
    var nobody = swarm.ask("client=" + "00".repeat(16));

    assertThat(known.client().identity()).isEqualTo("address");
    assertThat(known.client().known()).isTrue();
    assertThat(draw(known).level()).isEqualTo(1);
    assertThat(nobody.client().identity()).isEqualTo("unknown");
    assertThat(nobody.client().known()).isFalse();
    assertThat(nobody.session()).isNull();
    assertThat(draw(nobody).level()).isZero();
  }

  @Test
  void byPeerIdTheSessionIsTheClient() {
    var swarm = SmallSwarm.crowded(data, Map.of("ingress.identity", "peer-id"));
    var id = ClientIds.ofPeerId(HexFormat.of().parseHex(SmallSwarm.peerId(1)));

    var choice = swarm.ask(ASKER + "&peer-id=" + SmallSwarm.peerId(1));

    assertThat(choice.client().id()).isEqualTo(SmallSwarm.id(id));
    assertThat(choice.client().identity()).isEqualTo("peer-id");
    assertThat(swarm.problem(400, "info-hash=" + SmallSwarm.HASH + "&" + ASKER))
        .isEqualTo(
            "peer-id is missing, expected 40 hex digits: clients are known by it (ingress.identity ="
                + " \"peer-id\")");
  }

  private static String refused(SmallSwarm swarm, String query, String key) {
    var choice = swarm.ask(query);
    assertThat(choice.client().key()).isEqualTo(key);
    assertThat(choice.choice()).isNull();
    assertThat(choice.refused()).isNotNull();
    return choice.why();
  }
}
