package equilibrium.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

class NativeLibrariesTest {
  @TempDir Path folder;

  @Test
  void theyAreUnpackedIntoTheDataFolderWhichIsCleanedFirst() throws IOException {
    try (var data = DataFolder.hold(folder)) {
      var former = Files.createDirectories(data.part("native")).resolve("librocksdbjni-old.so");
      Files.createFile(former);

      NativeLibraries.loadFrom(data);

      RocksDB.loadLibrary();
      assertThat(System.getProperty("org.xerial.snappy.tempdir"))
          .isEqualTo(data.part("native").toString());
      assertThat(former).doesNotExist();
      assertThat(data.part("native")).isDirectoryContaining("glob:**/liblz4*");
      assertThat(data.part("native")).isDirectory();
    }
  }
}
