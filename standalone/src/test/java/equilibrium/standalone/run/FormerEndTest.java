package equilibrium.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.standalone.embedded.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerEndTest {
  private static final KafkaSettings NO_ANSWER =
      new KafkaSettings(
          Map.of(
              KafkaSettings.BOOTSTRAP,
              "127.0.0.1:1",
              "request.timeout.ms",
              "400",
              "default.api.timeout.ms",
              "500"),
          1,
          1);

  @TempDir Path folder;

  @Test
  void whatCouldNotBePutRightIsLeftToTheNextStart() throws IOException {
    Files.writeString(folder.resolve("lock"), "12345\n"); // of a process that was killed
    try (var data = DataFolder.hold(folder)) {
      Tracker.putRight(data, NO_ANSWER, List.of(TrackerProgram.SCORING));
    }

    try (var next = DataFolder.hold(folder)) {
      assertThat(next.isAfterCut()).isTrue();
    }
  }
}
