package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.streams.RestoreProgress.Progress;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
  private static final TopicPartition CHANGELOG = new TopicPartition("app-sessions-changelog", 3);

  private final RestoreProgress restore = new RestoreProgress("test");

  @Test
  void aStoreIsShownWhileItIsRestored() {
    restore.onRestoreStart(CHANGELOG, "sessions", 100, 600);
    restore.onBatchRestored(CHANGELOG, "sessions", 299, 200);

    assertThat(restore.running()).containsExactly(Map.entry("sessions-3", new Progress(200, 500)));
    assertThat(restore.remaining()).isEqualTo(300);
  }

  @Test
  void offsetsAreCountedAndNotRecords() {
    restore.onRestoreStart(CHANGELOG, "sessions", 100, 600);

    restore.onBatchRestored(CHANGELOG, "sessions", 499, 7); // the changelog is compacted
    assertThat(restore.running()).containsExactly(Map.entry("sessions-3", new Progress(400, 500)));

    restore.onBatchRestored(CHANGELOG, "sessions", 600, 1); // a global store gives its position
    assertThat(restore.remaining()).isZero();
  }

  @Test
  void aStoreThatIsRestoredIsShownNoLonger() {
    restore.onRestoreStart(CHANGELOG, "sessions", 100, 600);

    restore.onRestoreEnd(CHANGELOG, "sessions", 500);

    assertThat(restore.running()).isEmpty();
    assertThat(restore.remaining()).isZero();
  }

  @Test
  void aStoreThatMovesAwayIsShownNoLonger() {
    restore.onRestoreStart(CHANGELOG, "sessions", 0, 600);

    restore.onRestoreSuspended(CHANGELOG, "sessions", 10);

    assertThat(restore.running()).isEmpty();
  }
}
