package equilibrium.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlLogIT {
  @TempDir Path folder;

  @Test
  void publishingEndsWhenTheProjectionHasItAndNotBefore() throws Exception {
    try (var pipeline = new Pipeline(folder, Map.of());
        var projection = new Projection(pipeline.platform().postgres())) {
      var published =
          StreamPrograms.async(
              "publish",
              () -> {
                pipeline.issueKey("a key");
                return projection.keys();
              });
      assertThatThrownBy(() -> published.get(2, SECONDS)).isInstanceOf(TimeoutException.class);

      pipeline.startProjector();

      assertThat(published.get(25, SECONDS)).hasSize(1);
    }
  }
}
