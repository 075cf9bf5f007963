package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.streams.transaction.BrokerTransactions.Writer;
import equilibrium.streams.transaction.HangingTransactions.Owner;
import equilibrium.streams.transaction.HangingTransactions.Search;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HangingTransactionsTest {
  private static final TopicPartition STANDINGS = new TopicPartition("standings", 0);
  private static final Writer SCORING = scoring(TransactionState.ONGOING);

  private final Search search = new Search(new Owner("scoring-", Set.of("standings")));

  @Test
  void aTransactionOfAFormerEpochHangsIfItIsStillOpenAtTheNextLook() {
    var open = Set.of(open("scoring-credits-repartition", 279));

    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
    assertThat(found(open, Map.of(5L, SCORING))).isEqualTo(open);
  }

  /** A program that waits for it is ended after a minute, and the next process begins to look. */
  @Test
  void aSuspectIsLookedAtAgainSoon() {
    var epochs = new LostEpochs();
    assertThat(HangingTransactions.pause(search, epochs)).isEqualTo(Duration.ofSeconds(15));

    var _ = found(Set.of(open("standings", 279)), Map.of(5L, SCORING));
    assertThat(HangingTransactions.pause(search, epochs)).isEqualTo(Duration.ofSeconds(5));

    search.forget();
    var _ = epochs.found(Map.of(5L, 281), Map.of(5L, SCORING), "scoring-");
    assertThat(HangingTransactions.pause(search, epochs)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aTransactionOfItsProducersEpochIsLive() {
    var open = Set.of(open("standings", 280));

    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
  }

  /** It gave up when a partition refused, and the others wait for ever. */
  @Test
  void aTransactionThatItsCoordinatorWantedToAbortIsAborted() {
    for (var state :
        List.of(TransactionState.PREPARE_ABORT, TransactionState.PREPARE_EPOCH_FENCE)) {
      for (int epoch = 279; epoch <= 281; epoch++) {
        search.forget();
        var open = Set.of(open("standings", epoch));
        var writers = Map.of(5L, scoring(state));

        assertThat(found(open, writers)).isEmpty();
        assertThat(found(open, writers)).isEqualTo(open);
        assertThat(FormerTransactions.former(open, writers)).isEqualTo(open);
      }
    }
  }

  @Test
  void aTransactionThatItsCoordinatorIsCommittingIsLiveHoweverLongThatTakes() {
    var open = Set.of(open("standings", 279));
    var writers = Map.of(5L, scoring(TransactionState.PREPARE_COMMIT));

    assertThat(found(open, writers)).isEmpty();
    assertThat(found(open, writers)).isEmpty();
    assertThat(FormerTransactions.former(open, writers)).isEmpty();
  }

  /** They refuse its end, as they have seen it already: this is the transaction after it. */
  @Test
  void aTransactionThatBeganAfterTheCommitIsAborted() {
    var open = Set.of(open("standings", 280));
    var writers = Map.of(5L, scoring(TransactionState.PREPARE_COMMIT));

    assertThat(found(open, writers)).isEmpty();
    assertThat(found(open, writers)).isEqualTo(open);
    assertThat(FormerTransactions.former(open, writers)).isEqualTo(open);
  }

  /** Before KIP-890 a transaction ends with the epoch in which it was written. */
  @Test
  void whereEndsRaiseNoEpochItMayBeTheOneThatIsCommitted() {
    var open = Set.of(open("standings", 280));
    var writer =
        new Writer("scoring-1", 280, TransactionState.PREPARE_COMMIT, Set.of(STANDINGS), false);

    assertThat(found(open, Map.of(5L, writer))).isEmpty();
    assertThat(found(open, Map.of(5L, writer))).isEmpty();
    assertThat(FormerTransactions.former(open, Map.of(5L, writer))).isEmpty();
  }

  @Test
  void aCommitConcernsThePartitionsOfItsTransactionOnly() {
    var open = Set.of(open("credits-changelog", 0));
    var writers = Map.of(5L, scoring(TransactionState.PREPARE_COMMIT));

    assertThat(search.found(open, writers, Set.of(5L))).isEmpty();
    assertThat(search.found(open, writers, Set.of(5L))).isEqualTo(open);
    assertThat(FormerTransactions.former(open, writers)).isEqualTo(open);
  }

  @Test
  void aCoordinatorThatLostTheEpochsOfItsPartitionsCannotEndIt() {
    var open = Set.of(open("standings", 281));
    var writers = Map.of(5L, scoring(TransactionState.PREPARE_COMMIT));

    assertThat(found(open, writers)).isEmpty();
    assertThat(found(open, writers)).isEqualTo(open);
    assertThat(FormerTransactions.former(open, writers)).isEqualTo(open);
  }

  @Test
  void whatAFormerProcessHadOpenCannotBecomeACommit() {
    var open = Set.of(open("standings", 280));

    assertThat(FormerTransactions.former(open, Map.of(5L, SCORING))).isEqualTo(open);
    assertThat(FormerTransactions.former(open, Map.of())).isEqualTo(open);
  }

  @Test
  void anotherTransactionAtTheNextLookIsNoSignOfOneThatHangs() {
    var one = Set.of(new OpenTransaction(new TopicPartition("standings", 0), 5, 278, 0, 11));
    var next = Set.of(new OpenTransaction(new TopicPartition("standings", 0), 5, 279, 0, 12));

    assertThat(found(one, Map.of(5L, SCORING))).isEmpty();
    assertThat(found(next, Map.of(5L, SCORING))).isEmpty();
  }

  @Test
  void aProducerThatNobodyKnowsHangsOnOwnTopics() {
    var own = open("standings", 3);
    var open = Set.of(own, open("__consumer_offsets", 3));

    assertThat(found(open, Map.of())).isEmpty();
    assertThat(found(open, Map.of())).containsExactly(own);
  }

  @Test
  void aProducerThatNobodyKnowsHangsInPositionsIfItWroteToOwnTopics() {
    var own = open("__consumer_offsets", 3);
    var another = new OpenTransaction(own.partition(), 6, 3, 0, 3_899);
    var open = Set.of(own, another);

    assertThat(search.found(open, Map.of(), Set.of(5L))).isEmpty();
    assertThat(search.found(open, Map.of(), Set.of(5L))).containsExactly(own);
  }

  @Test
  void positionsOfOtherProgramsAreTheirs() {
    var open = Set.of(open("__consumer_offsets", 3));
    var writers = Map.of(5L, new Writer("other-1", 4, TransactionState.ONGOING, Set.of(), true));

    assertThat(found(open, writers)).isEmpty();
    assertThat(found(open, writers)).isEmpty();
  }

  @Test
  void ownPositionsHangToo() {
    var open = Set.of(open("__consumer_offsets", 279));

    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
    assertThat(found(open, Map.of(5L, SCORING))).isEqualTo(open);
  }

  @Test
  void afterALookThatFailedTwoMoreAreNeeded() {
    var open = Set.of(open("standings", 279));

    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
    search.forget();

    assertThat(found(open, Map.of(5L, SCORING))).isEmpty();
  }

  private static Writer scoring(TransactionState state) {
    return new Writer("scoring-1", 280, state, Set.of(STANDINGS), true);
  }

  private Set<OpenTransaction> found(Set<OpenTransaction> open, Map<Long, Writer> writers) {
    return search.found(open, writers, Set.of());
  }

  private static OpenTransaction open(String topic, int epoch) {
    return new OpenTransaction(new TopicPartition(topic, 0), 5, epoch, 0, 3_898);
  }
}
