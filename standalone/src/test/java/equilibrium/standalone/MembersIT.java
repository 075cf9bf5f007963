package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.member.Version;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersIT {
  private static final List<String> PROGRAMS =
      List.of("anomaly", "console", "ingress", "projector", "scoring");
  private static final String MEMBERS =
      "SELECT program || ' ' || version FROM members WHERE NOT deleted ORDER BY 1";

  @TempDir Path folder;

  @Test
  void everyProgramOfOneProcessIsAMemberWithItsVersion() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of())) {
      Await.until("all programs are members", () -> members(tracker).size() == PROGRAMS.size());

      assertThat(members(tracker))
          .containsExactlyElementsOf(
              PROGRAMS.stream().map(program -> program + " " + Version.CURRENT).toList());
    }
  }

  private static List<String> members(TrackerFixture tracker) throws SQLException {
    var members = new ArrayList<String>();
    try (var connection = tracker.postgres();
        var row = connection.createStatement().executeQuery(MEMBERS)) {
      while (row.next()) {
        members.add(row.getString(1));
      }
    }
    return members;
  }
}
