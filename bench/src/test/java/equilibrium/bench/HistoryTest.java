package equilibrium.bench;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.PeerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  static {
    var _ = Topics.all(); // whose serdes make Avro trust the events' classes
  }

  private static final long BEGIN = 1_795_132_800_000L;
  private static final int CLIENTS = 3_000;
  private static final History HISTORY = new History(CLIENTS, 500, BEGIN);

  private final List<Announced> announces =
      IntStream.range(0, HISTORY.size()).mapToObj(HISTORY::announced).toList();

  @Test
  void theSameNumbersGiveTheSameHistory() {
    assertThat(announces.getLast())
        .isEqualTo(new History(CLIENTS, 500, BEGIN).announced(HISTORY.size() - 1));
  }

  @Test
  void everyClientAnnouncesTwiceInTheFirstHourAndHalfOfThemTheNextDay() {
    Map<Object, Long> times =
        announces.stream()
            .collect(Collectors.groupingBy(Announced::getClientId, Collectors.counting()));

    assertThat(times).hasSize(CLIENTS);
    assertThat(times.values().stream().filter(count -> count == 3)).hasSize(CLIENTS / 2);
    assertThat(times.values().stream().filter(count -> count == 2)).hasSize(CLIENTS / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3_001, 1_000_003})
  void everyNumberOfClientsHasATurnForEachOfThem(int clients) {
    var history = new History(clients, 500, BEGIN);
    var some = IntStream.range(0, Math.min(clients, 5_000));

    assertThat(some.mapToObj(i -> history.announced(i).getClientId())).doesNotHaveDuplicates();
  }

  @Test
  void timeNeverFallsAndEndsAtTheStatedEnd() {
    assertThat(announces)
        .extracting(Announced::getReceivedAtMs)
        .isSorted()
        .first()
        .isEqualTo(BEGIN);
    assertThat(announces.getLast().getReceivedAtMs())
        .isBetween(HISTORY.endMs() - History.ROUND_MS, HISTORY.endMs());
  }

  @Test
  void countersNeverFallAndOnlyTheFirstAnnounceIsStarted() {
    var before = new HashMap<PeerId, Announced>();
    for (var announced : announces) {
      var last = before.put(announced.getPeerId(), announced);
      assertThat(announced.getEvent())
          .isEqualTo(last == null ? AnnounceEvent.STARTED : AnnounceEvent.NONE);
      if (last != null) {
        assertThat(announced.getUploaded()).isGreaterThanOrEqualTo(last.getUploaded());
        assertThat(announced.getDownloaded()).isGreaterThanOrEqualTo(last.getDownloaded());
        assertThat(announced.getInfoHash()).isEqualTo(last.getInfoHash());
      }
    }
  }

  @Test
  void aThirdAreLeechersAndUploadsAgreeWithDownloads() {
    long leeches = announces.stream().filter(announced -> announced.getLeft() > 0).count();
    assertThat((double) leeches / announces.size()).isBetween(0.31, 0.36);

    double uploaded = announces.stream().mapToDouble(Announced::getUploaded).sum();
    double downloaded = announces.stream().mapToDouble(Announced::getDownloaded).sum();
    assertThat(uploaded / downloaded).isBetween(0.9, 1.1);
  }

  @Test
  void thePopularityOfSwarmsFollowsZipfsLaw() {
    var bySize =
        announces.stream()
            .collect(Collectors.groupingBy(Announced::getInfoHash, Collectors.counting()))
            .values()
            .stream()
            .sorted((one, other) -> Long.compare(other, one))
            .toList();

    assertThat(bySize).hasSizeBetween(350, 500);
    // the first has log(2)/log(500) of all announces, the tenth log(11/10)/log(500)
    assertThat((double) bySize.getFirst() / announces.size()).isBetween(0.09, 0.13);
    assertThat((double) bySize.get(9) / announces.size()).isBetween(0.010, 0.020);
  }
}
