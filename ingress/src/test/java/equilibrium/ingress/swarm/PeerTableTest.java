package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTableTest {
  private static final Role[] PLACES = {Role.SEEDER, Role.LEECHER, Role.GONE};

  /** What a table should hold of a peer. */
  private record Model(Role role, int port, int client, long stamp) {}

  @ParameterizedTest
  @EnumSource
  void aTableIsWhatAMapWouldBe(Family family) {
    var random = new SplittableRandom(7);
    var table = new PeerTable(family);
    var model = new HashMap<Integer, Model>();

    for (int step = 0; step < 60_000; step++) {
      int peer = random.nextInt(step < 30_000 ? 600 : 40);
      if (random.nextInt(4) == 0) {
        forget(table, model, peer);
      } else {
        var state =
            new Model(
                PLACES[random.nextInt(3)],
                random.nextInt(65_536),
                random.nextInt(),
                random.nextLong(1L << 60));
        enter(table, peer, state);
        model.put(peer, state);
      }
      if (step % 997 == 0) {
        table.trim();
        compare(table, model);
      }
    }

    compare(table, model);
  }

  @Test
  void whatACrowdTookIsGivenBackWhenItHasLeft() {
    var table = new PeerTable(Family.IPV4);
    var model = new HashMap<Integer, Model>();
    for (int peer = 0; peer < 100_000; peer++) {
      var state = new Model(PLACES[peer % 3], peer % 65_536, peer, peer);
      enter(table, peer, state);
      model.put(peer, state);
    }
    for (int peer = 30; peer < 100_000; peer++) {
      forget(table, model, peer);
    }

    table.trim();

    assertThat(table.bytes()).isLessThan(30 * 44 + 2 * 30 * 4 * 4 + 1);
    compare(table, model);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000})
  void severalEntriesOfOnePeerIdAreAllFound(int others) {
    var table = new PeerTable(Family.IPV4);
    for (int peer = 1; peer <= others; peer++) {
      table.add(id(peer));
    }
    for (int client = 1; client <= 5; client++) {
      int entry = table.add(id(0));
      table.client(entry, client);
      table.move(entry, PLACES[client % 3]);
    }

    var found = new TreeSet<Integer>();
    for (int entry = table.find(id(0)); entry >= 0; entry = table.next(entry, id(0))) {
      found.add(table.client(entry));
    }

    assertThat(found).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void anIndexThatFitsIsLeftAlone() {
    var table = new PeerTable(Family.IPV4);
    for (int peer = 0; peer < 1000; peer++) {
      table.add(id(peer));
    }
    for (int peer = 500; peer < 1000; peer++) {
      table.remove(table.find(id(peer)));
    }
    table.trim();
    long before = table.bytes();

    table.trim();

    assertThat(table.bytes()).isEqualTo(before);
  }

  private static void enter(PeerTable table, int peer, Model state) {
    int found = table.find(id(peer));
    int entry = table.move(found < 0 ? table.add(id(peer)) : found, state.role());
    table.received(entry, state.stamp(), (state.stamp() >> 16) - 5);
    table.client(entry, state.client());
    table.endpoint(entry, endpoint(peer, state.port()));
  }

  private static void forget(PeerTable table, Map<Integer, Model> model, int peer) {
    int entry = table.find(id(peer));
    assertThat(entry >= 0).isEqualTo(model.containsKey(peer));
    if (entry >= 0) {
      table.remove(entry);
      model.remove(peer);
    }
  }

  private static void compare(PeerTable table, Map<Integer, Model> model) {
    assertThat(table.size()).isEqualTo(model.size());
    assertThat(table.seeders()).isEqualTo(count(model, Role.SEEDER));
    assertThat(table.present() - table.seeders()).isEqualTo(count(model, Role.LEECHER));
    model.forEach((peer, state) -> {
      int entry = table.find(id(peer));
      assertThat(entry).isNotNegative();
      assertThat(place(table, entry)).isEqualTo(state.role());
      assertThat(table.port(entry)).isEqualTo(state.port());
      if (state.port() > 1) {
        int there = table.findEndpoint(endpoint(peer, state.port()));
        assertThat(there).isEqualTo(entry < table.present() ? entry : -1);
      }
      assertThat(table.client(entry)).isEqualTo(state.client());
      assertThat(table.stamp(entry)).isEqualTo(state.stamp());
      assertThat(table.startedAtMs(entry)).isEqualTo((state.stamp() >> 16) - 5);
    });
  }

  private static Role place(PeerTable table, int entry) {
    if (entry < table.seeders()) {
      return Role.SEEDER;
    }
    return entry < table.present() ? Role.LEECHER : Role.GONE;
  }

  private static int count(Map<Integer, Model> model, Role role) {
    return (int) model.values().stream().filter(state -> state.role() == role).count();
  }

  private static byte[] endpoint(int peer, int port) {
    return ByteBuffer.allocate(18).putShort((short) port).putInt(peer).array();
  }

  private static byte[] id(int peer) {
    return ByteBuffer.allocate(20).putLong(12, peer * 0x9E3779B97F4A7C15L).array();
  }
}
