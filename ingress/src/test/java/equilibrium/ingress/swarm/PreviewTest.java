package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Visit.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A preview is what the announce after it meets, and leaves no trace, over random swarms. */
class PreviewTest {
  private static final long STEP_MS = 900_000;
  private static final long NOW = 1_800_000_000_000L;
  private static final int ROUNDS = 2_000;
  private static final List<Role> PRESENT = List.of(Role.LEECHER, Role.PARTIAL_SEEDER, Role.SEEDER);

  private final Clients clients = new Clients(1_000);

  @ParameterizedTest
  @EnumSource(Selection.Policy.class)
  void aPreviewIsWhatTheNextAnnounceMeets(Selection.Policy policy) {
    var random = new SplittableRandom(5);
    for (int round = 0; round < ROUNDS; round++) {
      var swarm = swarm(random);
      var preview = preview(random.nextInt(100), random);
      preview.standsForSession = random.nextBoolean();
      preview.visit.peerId[0] = (byte) (preview.standsForSession ? 0 : 1);

      var before = entries(swarm);
      preview.stand(swarm);
      selection(policy).choose(swarm, preview.visit, random.nextInt());
      preview.note(swarm, selection(policy));
      var after = entries(swarm);
      var visit = announced(swarm, preview.visit);
      selection(policy).choose(swarm, visit, random.nextInt());

      assertThat(after).isEqualTo(before);
      assertThat(preview.visit.early).isEqualTo(visit.early);
      assertThat(preview.visit.sessionStartedAtMs).isEqualTo(visit.sessionStartedAtMs);
      assertThat(preview.visit.level).isEqualTo(visit.level);
      assertThat(preview.visit.allowed).isEqualTo(visit.allowed);
      assertThat(preview.visit.ceiling).isEqualTo(visit.ceiling);
      assertThat(preview.visit.peers.size()).isEqualTo(visit.peers.size());
      assertThat(preview.visit.peers.seeders()).isEqualTo(seedersIf(policy, preview, visit));
      assertThat(roles(preview)).isEqualTo(preview.visit.peers.seeders());
    }
  }

  /** Where the list is shorter than the swarm, who is on it is chance. */
  private static int seedersIf(Selection.Policy policy, Preview preview, Visit visit) {
    return policy == Selection.Policy.LIST_SIZE
        ? preview.visit.peers.seeders()
        : visit.peers.seeders();
  }

  private static int roles(Preview preview) {
    int seeders = 0;
    for (Family family : Family.values()) {
      for (int place = 0; place < preview.visit.peers.size(family); place++) {
        seeders += preview.role(family, place) == Role.SEEDER ? 1 : 0;
      }
    }
    return seeders;
  }

  private Selection selection(Selection.Policy policy) {
    return switch (policy) {
      case TIER_BACKOFF -> new TierBackoff(clients, STEP_MS);
      case LIST_SIZE -> new ListSize(clients);
      case RANDOM -> new RandomPeers(clients);
    };
  }

  /** Peers by number below 100: even ones over IPv4, every fifth gone. */
  private Swarm swarm(SplittableRandom random) {
    var swarm = new Swarm(new byte[20]);
    var visit = new Visit();
    int size = random.nextInt(1, 100);
    for (int number = 0; number < size; number++) {
      visit.role = number % 5 == 4 ? Role.GONE : PRESENT.get(random.nextInt(3));
      person(visit, number);
      visit.family = number % 2 == 0 ? Family.IPV4 : Family.IPV6;
      visit.atMs = NOW - random.nextLong(STEP_MS);
      visit.sessionStartedAtMs = visit.atMs - random.nextLong(5 * STEP_MS);
      clients.tier(1, number, random.nextInt(4));
      assertThat(swarm.apply(visit, 1_000, clients)).isTrue();
    }
    return swarm;
  }

  private Preview preview(int number, SplittableRandom random) {
    var preview = new Preview();
    var visit = preview.visit;
    person(visit, number);
    visit.role = PRESENT.get(random.nextInt(3));
    visit.atMs = NOW;
    visit.sessionStartedAtMs = NOW;
    visit.wanted = PeerList.MOST;
    visit.bothFamilies = true;
    visit.gated = random.nextInt(4) > 0;
    visit.earlyMs = STEP_MS / 2;
    return preview;
  }

  private void person(Visit visit, int number) {
    visit.peerId[19] = (byte) number;
    visit.address[3] = (byte) number;
    visit.port = 1000 + number;
    visit.client = clients.enter(1, number, NOW);
  }

  /** The announce of which it is the preview. */
  private Visit announced(Swarm swarm, Visit preview) {
    var visit = new Visit();
    System.arraycopy(preview.peerId, 0, visit.peerId, 0, 20);
    System.arraycopy(preview.address, 0, visit.address, 0, 16);
    visit.family = preview.family;
    visit.port = preview.port;
    visit.role = preview.role;
    visit.client = preview.client;
    visit.atMs = NOW;
    visit.sessionStartedAtMs = NOW;
    visit.wanted = preview.wanted;
    visit.bothFamilies = true;
    visit.gated = preview.gated;
    visit.earlyMs = preview.earlyMs;
    visit.entered = swarm.apply(visit, 1_000, clients);
    return visit;
  }

  private static List<Object> entries(Swarm swarm) {
    var all = new ArrayList<Object>();
    for (Family family : Family.values()) {
      var table = swarm.table(family);
      if (table != null) {
        all.add(List.of(table.seeders(), table.present(), table.size()));
        for (int entry = 0; entry < table.size(); entry++) {
          all.add(
              List.of(
                  table.heard(entry),
                  table.startedAtMs(entry),
                  table.client(entry),
                  table.port(entry),
                  table.early(entry),
                  table.doubles(entry),
                  table.has(entry, PeerTable.PARTIAL)));
        }
      }
    }
    return all;
  }
}
