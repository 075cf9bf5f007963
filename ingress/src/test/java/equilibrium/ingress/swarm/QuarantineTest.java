package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Clients.Suspect;
import equilibrium.ingress.swarm.Selection.Policy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a suspicion does to the peer lists of others, and to the suspect's own. */
class QuarantineTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long STEP_MS = 900_000;
  private static final int PEERS = 40;
  private static final int BAD = 7;
  private static final int ASKER = 101;

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 10, 1000, STEP_MS);
  private final Visit visit = new Visit();
  private final SplittableRandom random = new SplittableRandom(6);

  /** Client and peer of each number; every third seeds, every fourth is reached over IPv6. */
  private void enterAll() {
    for (int number = 0; number < PEERS; number++) {
      enter(number, number);
    }
  }

  private void enter(int number, int client) {
    fill(number, client, NOW).answeredElsewhere();
    swarms.enter(visit);
  }

  private Question.ReplyStep fill(int number, int client, long atMs) {
    byte[] address = new byte[16];
    if (number % 4 != 0) {
      address[10] = -1;
      address[11] = -1;
    }
    address[12] = 10;
    address[15] = (byte) number;
    return visit
        .asked()
        .session(new byte[20], peerId(number), clients.enter(1, client + 1, atMs))
        .from(address, 1000 + number)
        .as(number % 3 == 0 ? Role.SEEDER : Role.LEECHER, false, false)
        .received(atMs, 0, NOW);
  }

  private static byte[] peerId(int number) {
    return ByteBuffer.allocate(20).putInt(16, number + 1).array();
  }

  private static byte[] id(int client) {
    return ByteBuffer.allocate(16).putLong(1).putLong(client + 1).array();
  }

  private void ask(int number, Policy policy, long atMs) {
    fill(number, number, atMs).peers(50, true, policy, random.nextBoolean()).limits(0, 0, 0);
    swarms.announce(visit, true);
  }

  private List<Integer> listed() {
    var numbers = new ArrayList<Integer>();
    for (Family family : Family.values()) {
      var ids = ByteBuffer.wrap(visit.found.peers.peerIds(family));
      for (int i = 0; i < visit.found.peers.size(family); i++) {
        numbers.add(ids.getInt(i * 20 + 16) - 1);
      }
    }
    return numbers;
  }

  /** How many of many lists for the asker hold a peer. */
  private int lists(int number, Policy policy, long atMs) {
    int lists = 0;
    for (int i = 1; i <= 50; i++) {
      ask(ASKER, policy, atMs + i);
      lists += listed().contains(number) ? 1 : 0;
    }
    return lists;
  }

  private void suspect(int client, @Nullable Suspect suspect) {
    clients.suspect(id(client), suspect);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void aClientInQuarantineIsListedToNobodyAndStillCounted(Policy policy) {
    enterAll();
    assertThat(lists(BAD, policy, NOW)).isPositive();
    int before = visit.found.seeders + visit.found.leechers;

    suspect(BAD, new Suspect(NOW + STEP_MS, false, null));

    assertThat(lists(BAD, policy, NOW + 100)).isZero();
    assertThat(lists(BAD + 1, policy, NOW + 200)).isPositive();
    assertThat(visit.found.seeders + visit.found.leechers).isEqualTo(before).isEqualTo(PEERS + 1);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void aQuarantineEndsByItselfAndByPardon(Policy policy) {
    enterAll();
    suspect(BAD, new Suspect(NOW + 1_000, false, null));
    assertThat(lists(BAD, policy, NOW)).isZero();

    assertThat(lists(BAD, policy, NOW + 1_000)).isPositive();

    suspect(BAD, new Suspect(NOW + STEP_MS, false, null));
    assertThat(lists(BAD, policy, NOW + 2_000)).isZero();
    suspect(BAD, null);
    assertThat(lists(BAD, policy, NOW + 3_000)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void ofAnAddressOnlyTheSessionsOfTheEvidenceAreMeant(Policy policy) {
    enter(BAD, BAD);
    enter(BAD + 1, BAD);
    enter(BAD + 2, BAD + 2);

    suspect(BAD, new Suspect(NOW + STEP_MS, false, peerId(BAD)));

    assertThat(lists(BAD, policy, NOW + 100)).isZero();
    assertThat(lists(BAD + 1, policy, NOW + 200)).isPositive();
    suspect(BAD, new Suspect(NOW + STEP_MS, false, new byte[0]));
    assertThat(lists(BAD, policy, NOW + 300)).isPositive();
  }

  @Test
  void thePeerIdOfARivalHidesOnlyTheOneWhoUsesIt() {
    clients.keyed(clients.enter(1, BAD + 1, NOW));
    enter(BAD, BAD); // the honest client, with its key
    fill(BAD, BAD + 50, NOW + 1).answeredElsewhere();
    visit.asked.endpoint[5] = 99; // the same peer id from elsewhere
    swarms.enter(visit);

    suspect(BAD + 50, new Suspect(NOW + STEP_MS, true, peerId(BAD)));

    assertThat(lists(BAD, Policy.RANDOM, NOW + 100)).isEqualTo(50);
    assertThat(visit.found.peers.size()).isOne();
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void aClientInQuarantineGetsFivePeersAndARefusedOneNone(Policy policy) {
    enterAll();
    suspect(ASKER, new Suspect(NOW + STEP_MS, false, null));

    ask(ASKER, policy, NOW + 10);

    assertThat(visit.found.isQuarantined()).isTrue();
    assertThat(visit.found.peers.size()).isBetween(1, Selection.FLOOR);
    suspect(ASKER, new Suspect(0, true, null));
    ask(ASKER, policy, NOW + 20);
    assertThat(visit.found.peers.size()).isZero();
    suspect(ASKER, null);
    fill(ASKER, ASKER, NOW + 30).peers(50, true, policy, false).limits(0, 0, 0);
    swarms.announce(visit, true);
    assertThat(visit.found.isQuarantined()).isFalse();
    assertThat(visit.found.peers.size()).isGreaterThan(Selection.FLOOR);
  }

  @Test
  void aLongSessionOpensNoTierToAClientInQuarantine() {
    enterAll();
    long later = NOW + 10 * STEP_MS;
    suspect(ASKER, new Suspect(later + 1, false, null));
    clients.tier(1, ASKER + 1, 3);

    fill(ASKER, ASKER, later).peers(50, true, Policy.TIER_BACKOFF, true).limits(0, 0, 0);
    swarms.announce(visit, true);

    assertThat(visit.found.level()).isZero();
    assertThat(visit.found.ceiling()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void listsWithAPeerUnderWatchAreMarked(Policy policy) {
    enterAll();
    suspect(BAD, Suspect.watched());
    boolean with = false;
    boolean without = false;

    for (int i = 0; i < 100; i++) {
      fill(ASKER, ASKER, NOW + 1 + i).peers(8, true, policy, false).limits(0, 0, 0);
      swarms.announce(visit, true);
      assertThat(visit.found.peers.isWatched()).isEqualTo(listed().contains(BAD));
      with |= visit.found.peers.isWatched();
      without |= !visit.found.peers.isWatched();
    }

    assertThat(with).isTrue();
    assertThat(without).isTrue();
  }

  @Test
  void withoutInterventionsNothingHasAnEffectAndAllStayWatched() {
    enterAll();
    suspect(BAD, new Suspect(NOW + STEP_MS, true, null));
    suspect(ASKER, new Suspect(NOW + STEP_MS, true, null));

    clients.intervene(false);

    assertThat(lists(BAD, Policy.RANDOM, NOW + 100)).isPositive();
    assertThat(visit.found.peers.size()).isGreaterThan(Selection.FLOOR);
    int bad = clients.enter(1, BAD + 1, NOW);
    assertThat(clients.isRefused(bad, peerId(BAD))).isFalse();
    assertThat(clients.isWatched(bad)).isTrue();
    clients.intervene(true);
    assertThat(clients.isRefused(bad, peerId(BAD))).isTrue();
  }

  @Test
  void aSuspectStaysWhenItIsAwayAndItsNumberIsNotGivenToAnother() {
    suspect(BAD, new Suspect(NOW + STEP_MS, false, null));
    int bad = clients.enter(1, BAD + 1, NOW);

    clients.expire(NOW + 1);

    assertThat(clients.number(1, BAD + 1)).isEqualTo(bad);
    suspect(BAD, null);
    assertThat(clients.expire(NOW + 1)).isOne();
    assertThat(clients.isWatched(clients.enter(9, 9, NOW))).isFalse();
  }

  @Test
  void aTierAndASuspicionDoNotDisturbEachOther() {
    suspect(BAD, new Suspect(NOW + STEP_MS, false, null));
    clients.tier(1, BAD + 1, 3);
    int bad = clients.enter(1, BAD + 1, NOW);

    clients.beginReading();
    clients.endReading();

    assertThat(clients.tier(bad)).isZero();
    assertThat(clients.isUnlisted(bad, peerId(BAD), NOW)).isTrue();
    assertThat(clients.isUnlisted(bad, peerId(BAD), NOW + STEP_MS)).isFalse();
    for (int i = 0; i < 900; i++) {
      var _ = clients.enter(5, i, NOW); // the table grows meanwhile
    }
    assertThat(clients.isUnlisted(bad, peerId(BAD), NOW)).isTrue();
  }
}
