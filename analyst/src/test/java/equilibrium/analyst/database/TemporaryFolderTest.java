package equilibrium.analyst.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  /** Above what Linux gives to a process. */
  private static final long NO_PROCESS = 2_147_483_646;

  @TempDir private Path data;

  @Test
  void foldersOfProcessesThatWereKilledAreDeleted() throws IOException {
    long own = ProcessHandle.current().pid();
    var abandoned = Files.createDirectory(data.resolve("temporary-" + NO_PROCESS));
    Files.writeString(abandoned.resolve("duckdb_temp_storage_DEFAULT-0.tmp"), "rows");
    var used = Files.createDirectory(data.resolve("temporary-" + own));
    var other = Files.createDirectory(data.resolve("temporary-files"));

    var folder = TemporaryFolder.beside(data.resolve("temporary"));

    assertThat(folder).isEqualTo(used);
    assertThat(abandoned).doesNotExist();
    assertThat(used).exists();
    assertThat(other).exists();
  }
}
