package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.streams.transaction.BrokerTransactions.Writer;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostEpochsTest {
  private static final String NAMES = "scoring-7-";

  private final LostEpochs epochs = new LostEpochs();

  private Set<Long> found(int seen, Map<Long, Writer> writers) {
    return epochs.found(Map.of(5L, seen), writers, NAMES);
  }

  private static Map<Long, Writer> writer(String id, int epoch) {
    return Map.of(5L, new Writer(id, epoch, TransactionState.ONGOING, Set.of(), true));
  }

  @Test
  void aCoordinatorBehindItsPartitionsIsFoundAtTheSecondLook() {
    assertThat(found(280, writer("scoring-7-1", 279))).isEmpty();
    assertThat(epochs.hasSuspects()).isTrue();

    assertThat(found(280, writer("scoring-7-1", 279))).containsExactly(5L);
  }

  @ParameterizedTest
  @CsvSource({"scoring-7-1, 280", "scoring-7-1, 281", "scoring-6-1, 12", "other-1, 12"})
  void noCoordinatorIsBehindThatHasTheEpochOrSpeaksOfAnother(String id, int epoch) {
    assertThat(found(280, writer(id, epoch))).isEmpty();
    assertThat(found(280, writer(id, epoch))).isEmpty();
    assertThat(epochs.hasSuspects()).isFalse();
  }

  @Test
  void aProducerThatNobodyKnowsHasLostNothing() {
    assertThat(found(280, Map.of())).isEmpty();
    assertThat(found(280, Map.of())).isEmpty();
  }

  @Test
  void withoutTheNamesNothingIsKnown() {
    for (int look = 0; look < 2; look++) {
      assertThat(epochs.found(Map.of(5L, 280), writer("scoring-7-1", 1), null)).isEmpty();
    }
  }

  @Test
  void afterALookThatFailedTwoMoreAreNeeded() {
    assertThat(found(280, writer("scoring-7-1", 279))).isEmpty();
    epochs.forget();

    assertThat(found(280, writer("scoring-7-1", 279))).isEmpty();
  }
}
