package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AnnounceScheduleTest {
  private final AnnounceSchedule schedule = new AnnounceSchedule();

  @Test
  void aDownloadIsStartedThenCompletedThenNamedInScrapes() throws InterruptedException {
    schedule.add("one", false);
    assertThat(due()).isEqualTo("one started");
    schedule.answered("one", "started", 60);

    schedule.completed("one");

    assertThat(due()).isEqualTo("one completed");
    assertThat(schedule.scraped("one")).isEmpty();
    schedule.answered("one", "completed", 60);
    assertThat(schedule.scraped("one")).containsExactly("one");
  }

  @Test
  void whatHappensWhileATrackerIsAskedIsAnnouncedToo() throws InterruptedException {
    schedule.add("one", false);
    assertThat(due()).isEqualTo("one started");

    schedule.completed("one");
    schedule.answered("one", "started", 60);

    assertThat(due()).isEqualTo("one completed");
  }

  @Test
  void aPacketNamesTwentyFourContentsAtMost() {
    for (int i = 0; i < 30; i++) {
      schedule.add("sha" + i, true);
      schedule.answered("sha" + i, "completed", 60);
    }

    assertThat(schedule.scraped("sha29")).hasSize(24).startsWith("sha29").doesNotHaveDuplicates();
  }

  @Test
  void aTrackerThatDoesNotKnowThePeerIsToldAgain() throws InterruptedException {
    schedule.add("one", true);
    schedule.answered("one", "completed", 60);

    schedule.announceAnew(List.of("one"));

    assertThat(due()).isEqualTo("one completed");
  }

  @Test
  void atTheEndACompletionIsAnnouncedBeforeTheStop() throws InterruptedException {
    schedule.add("one", false);
    schedule.answered("one", "started", 60);
    schedule.completed("one");

    schedule.stopAll();

    assertThat(due()).isEqualTo("one completed");
    schedule.answered("one", "completed", 60);
    assertThat(due()).isEqualTo("one stopped");
    schedule.answered("one", "stopped", 60);
    assertThat(schedule.awaitDue()).isNull();
  }

  @Test
  void aContentThatIsBeingStoppedKeepsItsTime() throws InterruptedException {
    schedule.add("one", true);
    schedule.stop("one");
    schedule.failed(List.of("one"));

    schedule.stop("one");
    schedule.add("two", true);

    assertThat(due()).isEqualTo("two completed");
  }

  @Test
  void atTheEndATrackerThatDoesNotAnswerIsAskedOnce() throws InterruptedException {
    schedule.add("one", true);
    schedule.stopAll();

    schedule.failed(List.of("one"));

    assertThat(schedule.awaitDue()).isNull();
  }

  private String due() throws InterruptedException {
    var sha1 = String.valueOf(schedule.awaitDue());
    return sha1 + " " + schedule.next(sha1);
  }
}
