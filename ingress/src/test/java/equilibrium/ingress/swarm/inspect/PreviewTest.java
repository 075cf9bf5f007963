package equilibrium.ingress.swarm.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Swarm;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A preview is the answer to the announce after it, and changes nothing, over random swarms. */
class PreviewTest {
  private static final long STEP_MS = 900_000;
  private static final long NOW = 1_800_000_000_000L;
  private static final int ROUNDS = 2_000;
  private static final List<Role> PRESENT = List.of(Role.LEECHER, Role.PARTIAL_SEEDER, Role.SEEDER);
  private static final byte[] INFO_HASH = new byte[20];

  private final Clients clients = new Clients(1_000);

  /** The announce of a peer by number; 1000 and more: of a peer id that no session has. */
  private record Asked(int peer, Role role, boolean gated, Policy policy) {

    void fill(Visit visit, Clients clients, Family family) {
      byte[] peerId = new byte[20];
      peerId[0] = (byte) (peer / 1000);
      peerId[19] = (byte) (peer % 1000);
      visit
          .asked()
          .session(INFO_HASH, peerId, clients.enter(1, peer % 1000, NOW))
          .from(address(family, peer % 1000), 1000 + peer % 1000)
          .as(role, false, false)
          .received(NOW, 0, NOW)
          .peers(PeerList.MOST, true, policy, gated)
          .limits(0, STEP_MS / 2, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void aPreviewIsTheAnswerToTheNextAnnounce(Policy policy) {
    var random = new SplittableRandom(5);
    for (int round = 0; round < ROUNDS; round++) {
      var swarms = swarms(random);
      var reader = new SwarmReader(swarms);
      boolean asSession = random.nextBoolean();
      int peer = random.nextInt(100) + (asSession ? 0 : 1000);
      var role = PRESENT.get(random.nextInt(3));
      var asked = new Asked(peer, role, random.nextInt(4) > 0, policy);
      var preview = new Preview(new Visit(), asSession, false);
      asked.fill(preview.visit(), clients, Family.IPV4);

      var before = entries(reader);
      assertThat(preview.run(reader)).isTrue();
      var after = entries(reader);
      var visit = new Visit();
      asked.fill(visit, clients, preview.visit().asked().family());
      swarms.announce(visit, false);

      assertThat(after).isEqualTo(before);
      assertSame(preview, visit, policy);
      assertThat(seeders(preview)).isEqualTo(preview.visit().found().peers().seeders());
    }
  }

  private static void assertSame(Preview preview, Visit visit, Policy policy) {
    var previewed = preview.visit().found();
    var found = visit.found();
    assertThat(previewed.isEarly()).isEqualTo(found.isEarly());
    assertThat(previewed.startedAtMs()).isEqualTo(found.startedAtMs());
    assertThat(previewed.level()).isEqualTo(found.level());
    assertThat(previewed.allowed()).isEqualTo(found.allowed());
    assertThat(previewed.ceiling()).isEqualTo(found.ceiling());
    assertThat(previewed.peers().size()).isEqualTo(found.peers().size());
    if (policy != Policy.LIST_SIZE) { // a list shorter than the swarm is drawn at random
      assertThat(previewed.peers().seeders()).isEqualTo(found.peers().seeders());
    }
  }

  private static int seeders(Preview preview) {
    int seeders = 0;
    for (Family family : Family.values()) {
      for (int place = 0; place < preview.visit().found().peers().size(family); place++) {
        seeders += preview.role(family, place) == Role.SEEDER ? 1 : 0;
      }
    }
    return seeders;
  }

  /** Peers by number below 100: even ones over IPv4, every fifth has stopped. */
  private Swarms swarms(SplittableRandom random) {
    var swarms = new Swarms(clients, 10, 1_000, STEP_MS);
    var visit = new Visit();
    int size = random.nextInt(1, 100);
    for (int number = 0; number < size; number++) {
      long atMs = NOW - 1 - random.nextLong(STEP_MS);
      long startedAtMs = atMs - random.nextLong(5 * STEP_MS);
      enter(swarms, visit, number, PRESENT.get(random.nextInt(3)), atMs, startedAtMs);
      if (number % 5 == 4) {
        enter(swarms, visit, number, Role.GONE, atMs + 1, startedAtMs);
      }
      clients.tier(1, number, random.nextInt(4));
      assertThat(visit.found().isEntered()).isTrue();
    }
    return swarms;
  }

  private void enter(
      Swarms swarms, Visit visit, int number, Role role, long atMs, long startedAtMs) {
    byte[] peerId = new byte[20];
    peerId[19] = (byte) number;
    var family = number % 2 == 0 ? Family.IPV4 : Family.IPV6;
    visit
        .asked()
        .session(INFO_HASH, peerId, clients.enter(1, number, NOW))
        .from(address(family, number), 1000 + number)
        .as(role, false, false)
        .received(atMs, 0, startedAtMs)
        .answeredElsewhere();
    swarms.enter(visit);
  }

  private static byte[] address(Family family, int number) {
    byte[] address = new byte[16];
    if (family == Family.IPV4) {
      Arrays.fill(address, 10, 12, (byte) -1);
      address[15] = (byte) number;
    } else {
      address[0] = 0x20;
      address[3] = (byte) number;
    }
    return address;
  }

  private static List<Object> entries(SwarmReader reader) {
    var all = new ArrayList<Object>();
    var _ = reader.read(INFO_HASH, swarm -> addEntries(swarm, all));
    return all;
  }

  private static void addEntries(Swarm swarm, List<Object> all) {
    for (Family family : Family.values()) {
      var table = swarm.table(family);
      if (table != null) {
        all.add(List.of(table.seeders(), table.present(), table.size()));
        for (int entry = 0; entry < table.size(); entry++) {
          all.add(
              List.of(
                  table.stamp(entry),
                  table.startedAtMs(entry),
                  table.client(entry),
                  table.port(entry),
                  table.early(entry),
                  table.doubles(entry),
                  table.role(entry)));
        }
      }
    }
  }
}
