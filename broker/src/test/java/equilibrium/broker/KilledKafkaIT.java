package equilibrium.broker;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledKafkaIT {
  /** The controller would refuse a new broker for so long after the kill. */
  private static final Duration SESSION = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** A process that creates topics and is killed before their first records. */
  static final class Killed {
    public static void main(String[] args) {
      var kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
      createTopics(kafka);
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void aBrokerThatIsKilledInItsFirstSecondsLeavesNoStrayPartitions() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var killed =
        new ProcessBuilder(java, "-cp", path, Killed.class.getName(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(DISCARD)
            .start();
    assertThat(killed.waitFor()).isZero();
    var partitions = names();
    assertThat(partitions).contains("announces-3");
    // The broker writes it some time before the first record, so most are there by now.
    Files.deleteIfExists(folder.resolve("announces-3").resolve("partition.metadata"));

    long startedNs = System.nanoTime();
    try (var kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isLessThan(SESSION);
      createTopics(kafka);

      assertThat(names()).noneMatch(name -> name.endsWith("-stray"));
      assertThat(names()).containsAll(partitions);
    }
  }

  private Set<String> names() throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .collect(toSet());
    }
  }

  private static void createTopics(EmbeddedKafka kafka) {
    var servers = Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + kafka.port());
    try (var topics = new TopicAdmin(new KafkaSettings(servers, 8, 1))) {
      topics.create();
    }
  }
}
