package equilibrium.projector.loop;

import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.SumKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no program of the tracker writes, in every topic: a dead letter, and the next is read. */
@ExtendWith(Database.class)
class PoisonTest {

  /** A topic with a good record of it. */
  record Good<K, V>(Topic<K, V> topic, K key, V value) {
    byte[] keyBytes() {
      return topic.key().serializer().serialize("", key);
    }

    byte[] bytes() {
      return topic.value().serializer().serialize(topic.name(), value);
    }

    @Override
    public String toString() {
      return topic.name();
    }
  }

  static Stream<Good<?, ?>> topics() {
    return Stream.of(
        new Good<>(Topics.ANNOUNCES, swarm(1), announced(1, NOW).build()),
        new Good<>(Topics.HAND_OUTS, swarm(1), Samples.handOut()),
        new Good<>(Topics.CONTRIBUTIONS, swarm(1), contribution(NOW).build()),
        new Good<>(Topics.SWARM_EPISODES, swarm(1), Samples.episode()),
        new Good<>(Topics.SWARM_BALANCES, swarm(1), Samples.balance(5)),
        new Good<>(Topics.CLIENT_STANDINGS, client(3), Samples.standing(5, SumKind.ONLINE_SECONDS)),
        new Good<>(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(5)),
        new Good<>(Topics.ANOMALIES, client(3), Samples.anomaly()),
        new Good<>(Topics.SUSPICIONS, client(3), Samples.suspicion()),
        new Good<>(Topics.INTERVENTIONS, Samples.INTERVENTION, Samples.intervention()),
        new Good<>(Topics.REGISTRATIONS, swarm(1), Samples.registration("good")),
        new Good<>(Topics.ANNOUNCE_KEYS, client(3), Samples.key()),
        new Good<>(Topics.MEMBERS, 9L, Samples.member()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void poisonOfEveryKindIsSetAsideAndTheRestIsWritten(Good<?, ?> good) throws SQLException {
    try (var rig = Rig.fresh()) {
      var name = good.topic().name();
      var poison = poison(good.bytes());
      for (byte[] value : poison) {
        rig.log(name, good.keyBytes(), value);
      }
      rig.log(name, good.keyBytes(), good.bytes()).step();

      assertThat(rig.letters()).hasSize(poison.size());
      assertThat(offset(name)).isEqualTo(poison.size() + 1);
      assertThat(
              Database.query(
                  "SELECT count(*) FROM " + name.replace('-', '_').replace("announces", "peers")))
          .containsExactly("1");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void nullIsATombstoneOrADeadLetter(Good<?, ?> good) throws SQLException {
    try (var rig = Rig.fresh()) {
      var name = good.topic().name();

      rig.log(name, good.keyBytes(), null).log(name, null, good.bytes()).log(name, null, null);
      rig.step();

      assertThat(offset(name)).isEqualTo(3);
      // A compacted topic needs its keys, and null is a tombstone. Another needs its values.
      assertThat(rig.letters()).hasSize(2);
    }
  }

  @Test
  void recordsOfDifferentKeysWithOneValueAreSetAside() throws SQLException {
    try (var rig = Rig.fresh()) {
      var balance = Topics.SWARM_BALANCES;
      for (int i = 1; i <= 3; i++) {
        rig.log(balance, swarm(i), Samples.balance(i)); // all of swarm 1
        rig.log(Topics.MEMBERS, 8L + i, Samples.member()); // all of node 9
      }
      rig.log(Topics.CLIENT_STANDINGS, client(4), Samples.standing(4)).step();

      assertThat(rig.letters()).hasSize(5);
      assertThat(Database.query("SELECT uploaded FROM swarm_balances")).containsExactly("1");
      assertThat(Database.query("SELECT node FROM members")).containsExactly("9");
      assertThat(Database.query("SELECT count(*) FROM client_standings")).containsExactly("0");
      assertThat(offset("swarm-balances")).isEqualTo(3);
    }
  }

  @Test
  void whatIsTooLargeForAnIndexIsSetAside() throws SQLException {
    try (var rig = Rig.fresh()) {
      var random = new Random(3);
      var text = new StringBuilder();
      for (int i = 0; i < 50_000; i++) {
        text.append((char) ('!' + random.nextInt(90)));
      }
      var huge = Anomaly.newBuilder(Samples.anomaly()).setCaseId(text.toString()).build();

      rig.log(Topics.ANOMALIES, client(3), huge)
          .log(Topics.ANOMALIES, client(3), Samples.anomaly())
          .step();

      assertThat(rig.letters()).hasSize(1);
      assertThat(Database.query("SELECT case_id FROM anomalies")).containsExactly("R1-abc");
    }
  }

  private static long offset(String topic) throws SQLException {
    return Long.parseLong(
        Database.query(
                "SELECT next_offset FROM projected_offsets WHERE partition = 0 AND topic = '"
                    + topic
                    + "'")
            .getFirst());
  }

  private static List<byte[]> poison(byte[] good) {
    var random = new Random(7);
    var kinds = new ArrayList<byte[]>();
    kinds.add(new byte[0]);
    kinds.add(new byte[] {0});
    kinds.add(new byte[1_000_000]);
    for (int length : new int[] {1, 9, 10, 11, 100, 10_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      kinds.add(bytes);
    }
    kinds.add(Arrays.copyOf(good, 10)); // nothing but the schema's fingerprint
    kinds.add(Arrays.copyOf(good, good.length - 1));
    byte[] unknown = good.clone();
    unknown[5] ^= 1;
    kinds.add(unknown);
    return kinds;
  }
}
