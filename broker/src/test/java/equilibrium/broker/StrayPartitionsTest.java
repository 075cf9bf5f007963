package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrayPartitionsTest {
  @TempDir Path kafka;

  @Test
  void emptyPartitionsThatKafkaWouldCallStrayAreDeletedAndNothingElse() throws IOException {
    var unborn = partition("announces-3", "");
    var stray = partition("members-0.48159bb2ff5d433682b125768c5d3af9-stray", "");
    var strayWithRecords = partition("members-0.621e91e4c0ac4b8da7999b7f3650dd16-stray", "records");
    var withId = partition("announces-4", "");
    Files.writeString(withId.resolve("partition.metadata"), "version: 0\n");
    var withRecords = partition("announces-5", "records");
    var metadataLog = partition("__cluster_metadata-0", "");
    var other = Files.createDirectory(kafka.resolve("other"));

    StrayPartitions.delete(kafka);

    assertThat(unborn).doesNotExist();
    assertThat(stray).doesNotExist();
    assertThat(strayWithRecords).exists();
    assertThat(withId).exists();
    assertThat(withRecords).exists();
    assertThat(metadataLog).exists();
    assertThat(other).exists();
  }

  private Path partition(String name, String records) throws IOException {
    var folder = Files.createDirectory(kafka.resolve(name));
    Files.writeString(folder.resolve("00000000000000000000.log"), records);
    Files.write(folder.resolve("00000000000000000000.index"), new byte[16]);
    return folder;
  }
}
