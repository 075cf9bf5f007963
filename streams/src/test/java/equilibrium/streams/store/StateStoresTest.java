package equilibrium.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoresTest {
  private static final long LIMIT = 1 << 10;

  @TempDir private Path folder;

  @Test
  void storesAreWhereTheSettingSays() {
    assertThat(built(stores(StorePlace.MEMORY, LIMIT)).persistent()).isFalse();
    assertThat(built(stores(StorePlace.DISK, LIMIT)).persistent()).isTrue();
  }

  @Test
  void aProgramThatNeedsMoreThanItsLimitStartsAgainOnDisk() {
    var stores = stores(StorePlace.MEMORY, LIMIT);
    assertThat(stores.problem()).isEmpty();

    fill(stores);

    assertThat(stores.problem()).contains("more than 0 MiB").contains("restart");
    assertThat(stores.usedBytes()).isGreaterThan(LIMIT);
    assertThat(stores.status()).containsEntry("place", "memory").containsEntry("limitBytes", LIMIT);
    var next = stores(StorePlace.MEMORY, LIMIT);
    assertThat(built(next).persistent()).isTrue();
    assertThat(next.problem()).isEmpty();
    assertThat(next.status()).containsEntry("place", "disk");
  }

  @Test
  void aHigherLimitIsTriedAgain() {
    fill(stores(StorePlace.MEMORY, LIMIT));

    assertThat(built(stores(StorePlace.MEMORY, 2 * LIMIT)).persistent()).isFalse();
  }

  @Test
  void aMarkThatCannotBeUnderstoodIsIgnored() throws Exception {
    Files.writeString(folder.resolve("stores-on-disk"), "\0\0");

    assertThat(built(stores(StorePlace.MEMORY, LIMIT)).persistent()).isFalse();
  }

  private StateStores stores(StorePlace place, long limit) {
    return StateStores.of(place, limit, folder);
  }

  private static StateStore built(StateStores stores) {
    return stores.store("numbers", Serdes.Integer(), Serdes.Integer()).build();
  }

  private static void fill(StateStores stores) {
    KeyValueStore<Integer, Integer> numbers =
        stores.store("numbers", Serdes.Integer(), Serdes.Integer()).withLoggingDisabled().build();
    var context = new MockProcessorContext<Object, Object>();
    numbers.init(context.getStateStoreContext(), numbers);
    for (int i = 0; i < 20; i++) {
      numbers.put(i, i);
    }
  }
}
