package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.scoring.rules.ScanLimits;
import equilibrium.scoring.rules.ScoringRules;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries are known by number, which is their value too: the keys are in the same order. */
class StoreScanTest {
  private static final ScanLimits FEW = new ScanLimits(4, 3, 8, 100);
  private static final ScanLimits THREES = new ScanLimits(4, 3, 3, 100);

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, Integer> store =
      inMemory("entries", Serdes.Bytes(), Serdes.Integer());
  private final KeyValueStore<String, Bytes> progress =
      inMemory("progress", Serdes.String(), Serdes.Bytes());

  @Test
  void theFirstTimeEachPartIsTheMost() {
    put(0, 10);
    var walk = walk(FEW);

    assertThat(part(walk)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(part(walk)).containsExactly(8, 9);
    assertThat(part(walk)).startsWith(0);
  }

  @Test
  void aTimeThatEndsWithAFullPartIsFollowedByTheNext() {
    put(0, 3);
    var walk = walk(THREES);

    assertThat(part(walk)).containsExactly(0, 1, 2);
    assertThat(part(walk)).containsExactly(0, 1, 2);
  }

  @ParameterizedTest(name = "{0} in {1} parts of {2} to {3}: {4}")
  @CsvSource({
    "40, 4,  1,  100, 10 10 10 10",
    "40, 3,  1,  100, 13 13 13 1", // rounded down
    "40, 4,  25, 100, 25 15",
    "40, 4,  1,  16,  10 10 10 10",
    "40, 2,  1,  16,  16 16 8",
    "3,  4,  1,  100, 1 1 1",
  })
  void laterTimesGoInSoManyPartsAsTheirLimitsAllow(
      int entries, int parts, int least, int most, String sizes) {
    put(0, entries);
    var walk = walk(new ScanLimits(parts, least, most, 100));
    passOnce(walk, entries);

    assertThat(sizes(walk, entries)).isEqualTo(sizes);
    assertThat(sizes(walk, entries)).as("once more").isEqualTo(sizes);
  }

  @Test
  void aPartEndsAfterSoManyChanges() {
    put(0, 10);
    var walk = walk(new ScanLimits(1, 8, 8, 2));
    var met = new ArrayList<Integer>();

    walk.advance((_, value) -> met.add(value) && value % 3 == 0);

    assertThat(met).as("the second change is the last entry").containsExactly(0, 1, 2, 3);
    assertThat(part(walk)).startsWith(4);
  }

  @Test
  void aStoreThatGrewIsGoneThroughInLargerPartsAsSoonAsThatIsKnown() {
    var rules = new ScanLimits(4, 1, 100, 100);
    put(0, 8);
    var walk = walk(rules);
    passOnce(walk, 8);
    put(8, 24);

    assertThat(sizes(walk, 24)).isEqualTo("2 2 2 2 2 2 3 3 4 2");
    assertThat(sizes(walk, 24)).isEqualTo("6 6 6 6");
  }

  @ParameterizedTest(name = "{0} sessions are examined in parts of {1}, {0} seats in parts of {2}")
  @CsvSource({
    "0,        10000, 10000", // not known yet
    "1,        1000,  1000",
    "30029,    1000,  1000",
    "60000,    2000,  1000",
    "299999,   9999,  1249",
    "480000,   10000, 2000",
    "50000000, 10000, 10000",
  })
  void sessionsTakeAQuarterOfAnHourAndSeatsTwoHours(long all, int sessions, int seats) {
    assertThat(ScoringRules.V2.sessionScan().entries(all)).isEqualTo(sessions);
    assertThat(ScoringRules.V2.presenceScan().entries(all)).isEqualTo(seats);
  }

  /** A 60th of the sessions and a 480th of the seats, from 2000 to all that a part can have. */
  @ParameterizedTest(name = "of {0} sessions {1} may change at a tick, of {0} seats {2}")
  @CsvSource({
    "0,        2000,  2000",
    "120059,   2000,  2000",
    "120060,   2001,  2000",
    "300000,   5000,  2000",
    "600000,   10000, 2000",
    "2400000,  10000, 5000",
    "50000000, 10000, 10000",
  })
  void whereEverythingChangesItTakesTwiceTheParts(long all, int sessions, int seats) {
    assertThat(ScoringRules.V2.sessionScan().writes(all)).isEqualTo(sessions);
    assertThat(ScoringRules.V2.presenceScan().writes(all)).isEqualTo(seats);
  }

  @Test
  void aLargerStoreMayChangeMoreInAPart() {
    put(0, 40);
    var walk = walk(new ScanLimits(2, 1, 100, 3));
    passOnce(walk, 40);
    var met = new ArrayList<Integer>();

    walk.advance((_, value) -> met.add(value));

    assertThat(met).as("a quarter").hasSize(10);
  }

  @Test
  void aRestartChangesNeitherPlaceNorParts() {
    put(0, 20);
    passOnce(walk(FEW), 20);

    assertThat(part(walk(FEW))).containsExactly(0, 1, 2, 3, 4);
    assertThat(part(walk(FEW))).containsExactly(5, 6, 7, 8, 9);
    assertThat(part(walk(FEW))).containsExactly(10, 11, 12, 13, 14);
    assertThat(part(walk(FEW))).containsExactly(15, 16, 17, 18, 19);
    assertThat(part(walk(FEW))).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void eachNameHasAPlaceOfItsOwn() {
    put(0, 10);
    var other = new StoreScan<>(store, progress, "other", THREES);

    assertThat(part(walk(THREES))).containsExactly(0, 1, 2);
    assertThat(part(other)).containsExactly(0, 1, 2);
    assertThat(part(walk(THREES))).containsExactly(3, 4, 5);
  }

  @Test
  void whatIsExaminedMayBeChangedOrDeleted() {
    put(0, 7);
    var walk = walk(THREES);
    var met = new ArrayList<Integer>();

    for (int i = 0; i < 3; i++) {
      walk.advance((key, value) -> {
        met.add(value);
        if (value % 2 == 0) {
          store.delete(key);
        } else {
          store.put(key, -value);
        }
        return true;
      });
    }

    assertThat(met).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(part(walk)).containsExactly(-1, -3, -5);
  }

  @Test
  void whatIsDeletedBeforeItsTurnIsNotMet() {
    put(0, 10);
    var walk = walk(THREES);
    assertThat(part(walk)).containsExactly(0, 1, 2);

    store.delete(key(3)); // with which the next part was to begin
    store.delete(key(5));

    assertThat(part(walk)).containsExactly(4, 6, 7);
  }

  @Test
  void whatIsPutIsMetThisTimeIfItIsAheadAndElseTheNext() {
    put(10, 16);
    var walk = walk(THREES);
    walk.advance((_, _) -> {
      put(5, 6);
      return true;
    });
    put(20, 21);

    assertThat(part(walk)).containsExactly(13, 14, 15);
    assertThat(part(walk)).containsExactly(20);
    assertThat(part(walk)).containsExactly(5, 10, 11);
  }

  @Test
  void anEmptiedStoreIsBegunAnew() {
    put(0, 10);
    var walk = walk(THREES);
    var _ = part(walk);
    IntStream.range(0, 10).forEach(number -> store.delete(key(number)));

    assertThat(part(walk)).isEmpty();
    assertThat(part(walk)).isEmpty();
    put(0, 4);
    assertThat(part(walk)).containsExactly(0, 1, 2);
    assertThat(part(walk)).containsExactly(3);
  }

  /** Odd numbers come and go, during parts and between them, with a restart before each part. */
  @Test
  void whatStaysIsMetOnceEachTimeWhateverComesAndGoes() {
    var random = new SplittableRandom(7);
    for (int number = 0; number < 100; number += 2) {
      put(number, number + 1);
    }
    var met = new ArrayList<Integer>();

    while (met.size() < 1_000) {
      comeOrGo(random);
      walk(FEW)
          .advance((_, value) -> {
            if (value % 2 == 0) {
              met.add(value);
            }
            comeOrGo(random);
            return true;
          });
    }

    assertThat(met.subList(0, 1_000))
        .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> i % 50 * 2).toList());
  }

  private void comeOrGo(SplittableRandom random) {
    int number = 2 * random.nextInt(50) + 1;
    if (random.nextBoolean()) {
      put(number, number + 1);
    } else {
      store.delete(key(number));
    }
  }

  private StoreScan<Integer> walk(ScanLimits rules) {
    return new StoreScan<>(store, progress, "entries", rules);
  }

  private void put(int from, int to) {
    for (int number = from; number < to; number++) {
      store.put(key(number), number);
    }
  }

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static List<Integer> part(StoreScan<Integer> walk) {
    var met = new ArrayList<Integer>();
    walk.advance((_, value) -> !met.add(value));
    return met;
  }

  private static void passOnce(StoreScan<Integer> walk, int entries) {
    var _ = sizes(walk, entries);
  }

  /** Of the parts in which it meets so many entries. */
  private static String sizes(StoreScan<Integer> walk, int entries) {
    var sizes = new ArrayList<String>();
    for (int met = 0; met < entries; ) {
      int size = part(walk).size();
      met += size == 0 ? entries : size;
      sizes.add(Integer.toString(size));
    }
    return String.join(" ", sizes);
  }

  private <K, V> KeyValueStore<K, V> inMemory(String name, Serde<K> key, Serde<V> value) {
    KeyValueStore<K, V> made =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), key, value)
            .withLoggingDisabled()
            .build();
    made.init(context.getStateStoreContext(), made);
    return made;
  }
}
