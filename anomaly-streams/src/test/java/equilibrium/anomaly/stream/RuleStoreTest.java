package equilibrium.anomaly.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.fold.Folded;
import equilibrium.anomaly.fold.RuleState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleStoreTest {
  private static final int MOST = 100;

  @TempDir private Path data;
  private KeyValueStore<Bytes, Folded> stored;
  private RuleStore groups;

  @BeforeEach
  void open() {
    var context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), data.toFile());
    stored = RuleStore.builder("groups").withLoggingDisabled().build();
    stored.init(context.getStateStoreContext(), stored);
    groups = new RuleStore(stored, MOST);
  }

  /** As if somebody invented swarms and clients. */
  @Test
  void theOldestGroupsAreForgottenBeyondTheLimit() {
    for (int i = 0; i < 1_000; i++) {
      groups.put(key(i), Folded.NONE, folded(i));
      assertThat(stored.approximateNumEntries()).isLessThanOrEqualTo(MOST);
    }

    assertThat(groups.get(key(999)).isEmpty()).isFalse();
    assertThat(groups.get(key(950)).isEmpty()).isFalse();
  }

  @Test
  void aStoreThatIsOpenedAgainKnowsItsSize() {
    for (int i = 0; i < MOST; i++) {
      groups.put(key(i), Folded.NONE, folded(i));
    }

    var again = new RuleStore(stored, MOST);
    again.put(key(MOST), Folded.NONE, folded(MOST));

    assertThat(stored.approximateNumEntries()).isLessThan(MOST);
  }

  @Test
  void aGroupOfWhichNothingIsRememberedTakesNoRoom() {
    groups.put(key(1), Folded.NONE, folded(1));

    groups.put(key(1), folded(1), Folded.NONE);

    assertThat(groups.isEmpty()).isTrue();
    assertThat(stored.approximateNumEntries()).isZero();
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {(byte) (number >> 8), (byte) number});
  }

  private static Folded folded(int atMs) {
    var state = new RuleState(atMs, RuleState.NEVER, List.of(1L), List.of());
    return new Folded(new TreeMap<>(Map.of("E1", state)));
  }
}
