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

/** The value of an entry is its number, and keys have the order of numbers. */
class StoreScanTest {
  private static final ScanLimits FEW = new ScanLimits(4, 3, 8, 100);
  private static final ScanLimits THREES = new ScanLimits(4, 3, 3, 100);

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, Integer> store =
      inMemory("entries", Serdes.Bytes(), Serdes.Integer());
  private final KeyValueStore<String, Bytes> progress =
      inMemory("progress", Serdes.String(), Serdes.Bytes());

  @Test
  void slicesOfTheFirstScanHaveTheMostEntries() {
    put(0, 10);
    var scan = scan(FEW);

    assertThat(slice(scan)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(slice(scan)).containsExactly(8, 9);
    assertThat(slice(scan)).startsWith(0);
  }

  @Test
  void aScanThatEndsWithAFullSliceIsFollowedByTheNext() {
    put(0, 3);
    var scan = scan(THREES);

    assertThat(slice(scan)).containsExactly(0, 1, 2);
    assertThat(slice(scan)).containsExactly(0, 1, 2);
  }

  @ParameterizedTest(name = "{0} in {1} slices of {2} to {3}: {4}")
  @CsvSource({
    "40, 4,  1,  100, 10 10 10 10",
    "40, 3,  1,  100, 13 13 13 1", // rounded down
    "40, 4,  25, 100, 25 15",
    "40, 4,  1,  16,  10 10 10 10",
    "40, 2,  1,  16,  16 16 8",
    "3,  4,  1,  100, 1 1 1",
  })
  void laterScansHaveTheWantedNumberOfSlicesWithinTheLimits(
      int entries, int slices, int least, int most, String sizes) {
    put(0, entries);
    var scan = scan(new ScanLimits(slices, least, most, 100));
    passOnce(scan, entries);

    assertThat(sizes(scan, entries)).isEqualTo(sizes);
    assertThat(sizes(scan, entries)).as("once more").isEqualTo(sizes);
  }

  @Test
  void aSliceEndsAfterItsWrites() {
    put(0, 10);
    var scan = scan(new ScanLimits(1, 8, 8, 2));
    var examined = new ArrayList<Integer>();

    scan.advance((_, value) -> examined.add(value) && value % 3 == 0);

    assertThat(examined).as("the second change is the last entry").containsExactly(0, 1, 2, 3);
    assertThat(slice(scan)).startsWith(4);
  }

  @Test
  void aGrownStoreIsScannedInLargerSlicesAsSoonAsItsSizeIsKnown() {
    var rules = new ScanLimits(4, 1, 100, 100);
    put(0, 8);
    var scan = scan(rules);
    passOnce(scan, 8);
    put(8, 24);

    assertThat(sizes(scan, 24)).isEqualTo("2 2 2 2 2 2 3 3 4 2");
    assertThat(sizes(scan, 24)).isEqualTo("6 6 6 6");
  }

  @ParameterizedTest(
      name = "{0} sessions are examined in slices of {1}, {0} presences in slices of {2}")
  @CsvSource({
    "0,        10000, 10000", // not known yet
    "1,        1000,  1000",
    "30029,    1000,  1000",
    "60000,    2000,  1000",
    "299999,   9999,  1249",
    "480000,   10000, 2000",
    "50000000, 10000, 10000",
  })
  void sessionsTakeAQuarterOfAnHourAndPresencesTwoHours(long all, int sessions, int presences) {
    assertThat(ScoringRules.V3.sessionScan().entries(all)).isEqualTo(sessions);
    assertThat(ScoringRules.V3.presenceScan().entries(all)).isEqualTo(presences);
  }

  /** A 60th of the sessions and a 480th of the presences, at least 2000, at most a whole slice. */
  @ParameterizedTest(name = "of {0} sessions {1} may be written at a tick, of {0} presences {2}")
  @CsvSource({
    "0,        2000,  2000",
    "120059,   2000,  2000",
    "120060,   2001,  2000",
    "300000,   5000,  2000",
    "600000,   10000, 2000",
    "2400000,  10000, 5000",
    "50000000, 10000, 10000",
  })
  void aScanThatWritesEachEntryTakesTwiceTheSlices(long all, int sessions, int presences) {
    assertThat(ScoringRules.V3.sessionScan().writes(all)).isEqualTo(sessions);
    assertThat(ScoringRules.V3.presenceScan().writes(all)).isEqualTo(presences);
  }

  @Test
  void aLargerStoreMayHaveMoreWritesInASlice() {
    put(0, 40);
    var scan = scan(new ScanLimits(2, 1, 100, 3));
    passOnce(scan, 40);
    var examined = new ArrayList<Integer>();

    scan.advance((_, value) -> examined.add(value));

    assertThat(examined).as("a quarter").hasSize(10);
  }

  @Test
  void aRestartChangesNeitherPositionNorSlices() {
    put(0, 20);
    passOnce(scan(FEW), 20);

    assertThat(slice(scan(FEW))).containsExactly(0, 1, 2, 3, 4);
    assertThat(slice(scan(FEW))).containsExactly(5, 6, 7, 8, 9);
    assertThat(slice(scan(FEW))).containsExactly(10, 11, 12, 13, 14);
    assertThat(slice(scan(FEW))).containsExactly(15, 16, 17, 18, 19);
    assertThat(slice(scan(FEW))).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void eachNameHasItsOwnPosition() {
    put(0, 10);
    var other = new StoreScan<>(store, progress, "other", THREES);

    assertThat(slice(scan(THREES))).containsExactly(0, 1, 2);
    assertThat(slice(other)).containsExactly(0, 1, 2);
    assertThat(slice(scan(THREES))).containsExactly(3, 4, 5);
  }

  @Test
  void anExaminedEntryMayBeChangedOrDeleted() {
    put(0, 7);
    var scan = scan(THREES);
    var examined = new ArrayList<Integer>();

    for (int i = 0; i < 3; i++) {
      scan.advance((key, value) -> {
        examined.add(value);
        if (value % 2 == 0) {
          store.delete(key);
        } else {
          store.put(key, -value);
        }
        return true;
      });
    }

    assertThat(examined).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(slice(scan)).containsExactly(-1, -3, -5);
  }

  @Test
  void anEntryDeletedBeforeItsTurnIsNotExamined() {
    put(0, 10);
    var scan = scan(THREES);
    assertThat(slice(scan)).containsExactly(0, 1, 2);

    store.delete(key(3)); // the first of the next slice
    store.delete(key(5));

    assertThat(slice(scan)).containsExactly(4, 6, 7);
  }

  @Test
  void aNewEntryIsExaminedInThisScanIfItIsAheadAndElseInTheNext() {
    put(10, 16);
    var scan = scan(THREES);
    scan.advance((_, _) -> {
      put(5, 6);
      return true;
    });
    put(20, 21);

    assertThat(slice(scan)).containsExactly(13, 14, 15);
    assertThat(slice(scan)).containsExactly(20);
    assertThat(slice(scan)).containsExactly(5, 10, 11);
  }

  @Test
  void anEmptiedStoreIsScannedFromTheStart() {
    put(0, 10);
    var scan = scan(THREES);
    var _ = slice(scan);
    IntStream.range(0, 10).forEach(number -> store.delete(key(number)));

    assertThat(slice(scan)).isEmpty();
    assertThat(slice(scan)).isEmpty();
    put(0, 4);
    assertThat(slice(scan)).containsExactly(0, 1, 2);
    assertThat(slice(scan)).containsExactly(3);
  }

  /** Odd numbers are put and deleted at any time, with a restart before each slice. */
  @Test
  void anEntryThatStaysIsExaminedOnceInEachScan() {
    var random = new SplittableRandom(7);
    for (int number = 0; number < 100; number += 2) {
      put(number, number + 1);
    }
    var examined = new ArrayList<Integer>();

    while (examined.size() < 1_000) {
      putOrDelete(random);
      scan(FEW)
          .advance((_, value) -> {
            if (value % 2 == 0) {
              examined.add(value);
            }
            putOrDelete(random);
            return true;
          });
    }

    assertThat(examined.subList(0, 1_000))
        .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> i % 50 * 2).toList());
  }

  private void putOrDelete(SplittableRandom random) {
    int number = 2 * random.nextInt(50) + 1;
    if (random.nextBoolean()) {
      put(number, number + 1);
    } else {
      store.delete(key(number));
    }
  }

  private StoreScan<Integer> scan(ScanLimits rules) {
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

  private static List<Integer> slice(StoreScan<Integer> scan) {
    var examined = new ArrayList<Integer>();
    scan.advance((_, value) -> !examined.add(value));
    return examined;
  }

  private static void passOnce(StoreScan<Integer> scan, int entries) {
    var _ = sizes(scan, entries);
  }

  /** Sizes of the slices in which it examines so many entries. */
  private static String sizes(StoreScan<Integer> scan, int entries) {
    var sizes = new ArrayList<String>();
    for (int examined = 0; examined < entries; ) {
      int size = slice(scan).size();
      examined += size == 0 ? entries : size;
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
