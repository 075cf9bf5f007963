package equilibrium.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class NumberingTest {
  private static final Numbering NUMBERING = new Numbering(0xbeef, 7, 10, 6);

  @Test
  void everyNumberIsReadBackFromItsAnnounce() {
    for (long number = 0; number < 2_000; number++) {
      var announce = NUMBERING.announce(number);

      assertThat(NUMBERING.number(announce.peerId(), announce.uploaded())).isEqualTo(number);
      assertThat(announce.peerId()).hasSize(20);
      assertThat(announce.infoHash()).hasSize(40);
    }
  }

  @Test
  void aSessionStaysInItsSwarmAtItsAddressAndItsCountersNeverFall() {
    var before = new HashMap<String, NumberedAnnounce>();
    var addresses = new HashSet<>();

    for (long number = 0; number < 2_000; number++) {
      var announce = NUMBERING.announce(number);
      var last = before.put(announce.peerId(), announce);
      if (last == null) {
        assertThat(announce.event()).isEqualTo("started");
        assertThat(addresses.add(announce.source())).isTrue();
      } else {
        assertThat(announce.infoHash()).isEqualTo(last.infoHash());
        assertThat(announce.source()).isEqualTo(last.source());
        assertThat(announce.uploaded()).isGreaterThan(last.uploaded());
        assertThat(announce.downloaded()).isGreaterThanOrEqualTo(last.downloaded());
      }
    }
  }

  @Test
  void inABenchRunSessionsChangeWireAndNodeAndUdpSendsAllEvents() {
    var run = Numbering.ofRun(7);
    var overUdp = new HashSet<String>();
    var wires = new HashMap<String, HashSet<Boolean>>();
    var nodes = new HashMap<String, HashSet<Integer>>();

    for (long number = 0; number < 2L * run.block() * run.turns(); number++) {
      var announce = run.announce(number);
      wires.computeIfAbsent(announce.peerId(), _ -> new HashSet<>()).add(announce.isUdp());
      nodes.computeIfAbsent(announce.peerId(), _ -> new HashSet<>()).add(announce.node(2));
      if (announce.isUdp()) {
        overUdp.add(announce.event());
      }
    }

    assertThat(overUdp).containsExactlyInAnyOrder("", "started", "completed", "stopped");
    assertThat(wires.values()).allMatch(both -> both.size() == 2);
    assertThat(nodes.values()).allMatch(both -> both.size() == 2);
  }

  @Test
  void inARunOnOneNodeEachSessionStaysWithTheSameOfTwoNodesAndBothHaveSome() {
    var run = Numbering.ofRunOnOneNode(7);
    var nodes = new HashMap<String, HashSet<Integer>>();

    for (long number = 0; number < 2L * run.block() * run.turns(); number++) {
      var announce = run.announce(number);
      nodes.computeIfAbsent(announce.peerId(), _ -> new HashSet<>()).add(announce.node(2));
    }

    assertThat(nodes.values()).allMatch(one -> one.size() == 1);
    assertThat(nodes.values()).anyMatch(one -> one.contains(0)).anyMatch(one -> one.contains(1));
  }

  @Test
  void whatOthersAnnounceHasNoNumber() {
    assertThat(NUMBERING.number("-EQ0100-dead00000000", 0)).isEqualTo(-1);
    assertThat(NUMBERING.number("-qB5120-abcdefghijkl", 0)).isEqualTo(-1);
    assertThat(NUMBERING.number("-EQ0100-beef0000000g", 0)).isEqualTo(-1);
    assertThat(NUMBERING.number("-EQ0100-beef00000000", 1)).isEqualTo(-1);
    assertThat(NUMBERING.number("-EQ0100-beef00000000", 6 * Numbering.STEP_BYTES)).isEqualTo(-1);
  }
}
