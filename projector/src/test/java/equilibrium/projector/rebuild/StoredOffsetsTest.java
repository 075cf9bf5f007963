package equilibrium.projector.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rebuild is seen by the watch of every process. */
@ExtendWith(Database.class)
class StoredOffsetsTest {
  @Test
  void aRebuildOfAnotherProcessIsSeenUntilItEnds() throws SQLException {
    try (var rebuilding = Database.connect();
        var watching = Database.connect()) {
      var offsets = new StoredOffsets(rebuilding, "announces");

      offsets.lockTopic();
      boolean during = TopicRebuild.isUnderWay(watching);
      offsets.unlockTopic();

      assertThat(during).isTrue();
      assertThat(TopicRebuild.isUnderWay(watching)).isFalse();
    }
  }
}
