package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.ClusterSecret;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionIdsTest {
  private static final long NOW = 1_800_000_000L;
  private static final byte[] ADDRESS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};

  @TempDir Path folder;

  private ConnectionIds ids;

  @BeforeEach
  void draw() {
    ids = new ConnectionIds(ClusterSecret.in(folder.resolve("secret")));
  }

  @ParameterizedTest
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
    long id = ids.give(ADDRESS, NOW);

    assertThat(ids.isGood(id, ADDRESS, NOW + age)).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "119, true", "120, true", "3600, true", "32000, true", "86400, false"})
  void anIdThatWasGoodIsToldFromAForgedOne(long age, boolean known) {
    long id = ids.give(ADDRESS, NOW);

    assertThat(ids.wasGood(id, ADDRESS, NOW + age)).isEqualTo(known);
  }

  @Test
  void everyBitOfAnIdCounts() {
    long id = ids.give(ADDRESS, NOW);

    for (int bit = 0; bit < Long.SIZE; bit++) {
      assertThat(ids.wasGood(id ^ (1L << bit), ADDRESS, NOW)).as("bit %d", bit).isFalse();
    }
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
    long id = ids.give(ADDRESS, NOW);

    for (long round = 1; round < 100; round++) {
      assertThat(ids.isGood(id, ADDRESS, NOW + 0x8000 * round)).isFalse();
    }
  }

  @Test
  void anIdIsGoodForItsAddressOnly() {
    byte[] other = ADDRESS.clone();
    other[15] = 2;

    assertThat(ids.isGood(ids.give(ADDRESS, NOW), other, NOW)).isFalse();
  }

  @Test
  void anIdOfAnotherSecretIsRefused() {
    var others = new ConnectionIds(ClusterSecret.in(folder.resolve("other")));

    assertThat(ids.isGood(others.give(ADDRESS, NOW), ADDRESS, NOW)).isFalse();
  }
}
