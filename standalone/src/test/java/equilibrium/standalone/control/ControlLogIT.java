package equilibrium.standalone.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.standalone.Pipeline;
import equilibrium.standalone.run.SupervisedPrograms;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Servers.class)
class ControlLogIT {
  @TempDir Path folder;

  @Test
  void publishingEndsWhenTheProjectionHasItAndNotBefore(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of());
        var projection = new ProjectionReader(pipeline.platform().postgres())) {
      var published =
          SupervisedPrograms.async(
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
