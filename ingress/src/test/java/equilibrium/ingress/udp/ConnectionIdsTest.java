package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.net.ClusterSecret;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionIdsTest {
  private static final long NOW = 1_800_000_000L;
  private static final byte[] ADDRESS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
  private static final Dialect BEP_15 = new Datagrams();
  private static final Dialect REPLICATED = new ReplicatedDatagrams();

  @TempDir Path folder;

  private ConnectionIds ids;

  @BeforeEach
  void draw() {
    ids = new ConnectionIds(ClusterSecret.in(folder.resolve("secret")));
  }

  @ParameterizedTest(name = "U5: an id {0} s old is good: {1}")
  @CsvSource({
    "0, true",
    "59, true",
    "119, true",
    "120, false",
    "3600, false",
    "-5, true",
    "-6, false"
  })
  void anIdIsGoodForTwoMinutes(long age, boolean good) {
    long id = ids.give(ADDRESS, NOW, BEP_15);
    long replicated = ids.give(ADDRESS, NOW, REPLICATED);

    assertThat(ids.isGood(id, ADDRESS, NOW + age)).isEqualTo(good);
    assertThat(ids.isGood(replicated, ADDRESS, NOW + age)).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "119, true", "120, true", "3600, true", "32000, true", "86400, false"})
  void anExpiredIdIsDistinguishedFromAForgedOne(long age, boolean known) {
    long id = ids.give(ADDRESS, NOW, BEP_15);

    assertThat(ids.wasGood(id, ADDRESS, NOW + age)).isEqualTo(known);
  }

  @Test
  void noneOfAMillionGuessesIsRight() {
    var random = new SplittableRandom(5);

    for (int i = 0; i < 1 << 20; i++) {
      long mac = random.nextLong() >>> 16;
      assertThat(ids.isGood((NOW & 0x7fff) << 48 | mac, ADDRESS, NOW)).isFalse();
    }
  }

  @Test
  void anIdDoesNotComeBackToLifeWhenItsSecondsComeRound() {
    long id = ids.give(ADDRESS, NOW, BEP_15);

    for (long round = 1; round < 100; round++) {
      assertThat(ids.isGood(id, ADDRESS, NOW + 0x8000 * round)).isFalse();
    }
  }

  @Test
  @DisplayName("U5: an id stays good over the second that 31 bits end with, in 2038")
  void anIdOutlivesTheOverflow() {
    long last = Integer.MAX_VALUE;

    assertThat(ids.isGood(ids.give(ADDRESS, last, BEP_15), ADDRESS, last + 1)).isTrue();
    assertThat(ids.isGood(ids.give(ADDRESS, last + 1, BEP_15), ADDRESS, last + 1)).isTrue();
    assertThat(ids.isGood(ids.give(ADDRESS, last, BEP_15), ADDRESS, last + 121)).isFalse();
  }

  @Test
  @DisplayName("U4: an id is good for its address only")
  void anIdIsGoodForItsAddressOnly() {
    byte[] other = ADDRESS.clone();
    other[15] = 2;

    assertThat(ids.isGood(ids.give(ADDRESS, NOW, BEP_15), other, NOW)).isFalse();
  }

  @Test
  @DisplayName("U4: an id of another secret is refused")
  void anIdOfAnotherSecretIsRefused() {
    var others = new ConnectionIds(ClusterSecret.in(folder.resolve("other")));

    assertThat(ids.isGood(others.give(ADDRESS, NOW, BEP_15), ADDRESS, NOW)).isFalse();
  }

  @Test
  @DisplayName("X12: a node believes another's ids, also when its clock is 5 s behind")
  void anIdOfAnotherNodeIsGood() {
    var others = new ConnectionIds(ClusterSecret.in(folder.resolve("secret")));

    assertThat(ids.isGood(others.give(ADDRESS, NOW, BEP_15), ADDRESS, NOW - 5)).isTrue();
  }

  @Test
  @DisplayName("D1: an id says its dialect, and is good in no other")
  void anIdIsGoodInItsDialectOnly() {
    long id = ids.give(ADDRESS, NOW, BEP_15);
    long replicated = ids.give(ADDRESS, NOW, REPLICATED);

    assertThat(ConnectionIds.dialect(id)).isEqualTo(BEP_15.number());
    assertThat(ConnectionIds.dialect(replicated)).isEqualTo(REPLICATED.number());
    assertThat(ids.isGood(id ^ Long.MIN_VALUE, ADDRESS, NOW)).isFalse();
    assertThat(ids.isGood(replicated ^ Long.MIN_VALUE, ADDRESS, NOW)).isFalse();
  }

  @Test
  @DisplayName("U4: an id with any bit changed is refused")
  void everyBitCounts() {
    long id = ids.give(ADDRESS, NOW, BEP_15);

    for (int bit = 0; bit < 64; bit++) {
      assertThat(ids.wasGood(id ^ (1L << bit), ADDRESS, NOW)).as("bit %d", bit).isFalse();
    }
  }
}
