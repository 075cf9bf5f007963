package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.SuspicionState;
import equilibrium.scoring.rules.ClientRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.ClientCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class ReviewTest {
  private static final ClientRules RULES = ScoringRules.V3.clients();
  private static final long LATE_MS = 60_000;
  private static final long NOW_MS = Announces.START_MS;

  private final KeyValueStore<ClientId, Client> clients =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(FoldClients.CLIENTS),
              Topics.CLIENT_STANDINGS.key(),
              ClientCodec.SERDE)
          .withLoggingDisabled()
          .build();
  private final Review review;

  ReviewTest() {
    clients.init(new MockProcessorContext<>().getStateStoreContext(), clients);
    review = new Review(RULES, clients, LATE_MS);
  }

  @Test
  void aPassReviewsEachClientOnceABoundedNumberAtATime() {
    var all = some(RULES.reviewed() + 5);

    assertThat(reviewed(NOW_MS))
        .hasSize(RULES.reviewed())
        .isEqualTo(all.subList(0, RULES.reviewed()));
    assertThat(reviewed(NOW_MS + 100)).isEqualTo(all.subList(RULES.reviewed(), all.size()));
    assertThat(reviewed(NOW_MS + RULES.reviewMs() - 1)).isEmpty();
    assertThat(reviewed(NOW_MS + RULES.reviewMs())).hasSize(RULES.reviewed());
  }

  /** The waiting credits will change the evaluation anyway. */
  @Test
  void fewAreReviewedWhileAnnouncesWait() {
    some(RULES.reviewed());

    review.credited(NOW_MS - LATE_MS - 2);
    review.credited(NOW_MS - LATE_MS - 1);
    review.credited(NOW_MS - LATE_MS - 3);
    assertThat(reviewed(NOW_MS)).hasSize(RULES.reviewedLate());

    review.credited(NOW_MS - LATE_MS);
    assertThat(reviewed(NOW_MS)).hasSize(RULES.reviewed() - RULES.reviewedLate());
  }

  /** Credits arrive when they are committed, and in the turn of their partition. */
  @Test
  void aSecondWithoutCreditsEndsTheWaiting() {
    some(2 * RULES.reviewed());
    review.credited(0);

    for (int i = 0; i < 10; i++) {
      assertThat(reviewed(NOW_MS + i)).hasSize(RULES.reviewedLate());
    }
    assertThat(reviewed(NOW_MS + 10)).hasSize(RULES.reviewed());
  }

  private List<ClientId> some(int number) {
    var all = new ArrayList<ClientId>();
    for (int i = 1; i <= number; i++) {
      all.add(Announces.clientId(i));
      clients.put(all.getLast(), Client.UNKNOWN);
    }
    return all;
  }

  private List<ClientId> reviewed(long nowMs) {
    var reviewed = new ArrayList<ClientId>();
    review.advance(
        nowMs,
        1,
        (clientId, before) -> {
          reviewed.add(clientId);
          return before.withSuspicion(new SuspicionState(1, 0, 0)); // else it is deleted
        });
    return reviewed;
  }
}
