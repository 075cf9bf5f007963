package equilibrium.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedPostgresTest {
  @TempDir Path folder;

  @Test
  void halfUnpackedProgramsAreDeleted() throws IOException {
    var half = folder.resolve("PG-half");
    Files.createDirectories(half.resolve("lib"));
    var whole = folder.resolve("PG-whole");
    Files.createDirectories(whole.resolve("lib"));
    Files.createFile(whole.resolve(".exists"));
    var other = Files.createDirectory(folder.resolve("other"));

    UnfinishedPostgres.deletePrograms(folder);

    assertThat(half).doesNotExist();
    assertThat(whole).exists();
    assertThat(other).exists();
  }

  @Test
  void dataWithoutADatabaseOfUsersIsDeleted() throws IOException {
    var half = folder.resolve("half");
    Files.createDirectories(half.resolve("base/5"));
    Files.createDirectories(half.resolve("pg_wal"));
    var whole = folder.resolve("whole");
    Files.createDirectories(whole.resolve("base/5"));
    Files.createDirectories(whole.resolve("base/16384"));

    UnfinishedPostgres.deleteData(half);
    UnfinishedPostgres.deleteData(whole);
    UnfinishedPostgres.deleteData(folder.resolve("absent"));

    assertThat(half).doesNotExist();
    assertThat(whole).exists();
  }

  @Test
  void aFolderThatPostgresDidNotBeginIsLeftAlone() throws IOException {
    var foreign = folder.resolve("postgres");
    Files.createDirectories(foreign.resolve("letters"));

    UnfinishedPostgres.deleteData(foreign);

    assertThat(foreign.resolve("letters")).exists();
  }
}
