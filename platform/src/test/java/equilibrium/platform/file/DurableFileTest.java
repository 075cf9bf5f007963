package equilibrium.platform.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsReplacedAsAWholeAndReadableByItsOwnerOnly() throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "a longer former content");
    Files.writeString(folder.resolve(".secret.new"), "left behind by a killed process");

    DurableFile.write(file, "new");

    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(folder.resolve(".secret.new")).doesNotExist();
  }

  @Test
  void aReaderSeesTheFormerFileUntilTheNewOneIsWhole() throws IOException {
    var file = Files.writeString(folder.resolve("node-id"), "1");

    try (var former = Files.newBufferedReader(file)) {
      DurableFile.write(file, "2");

      assertThat(former.readLine()).isEqualTo("1"); // another file now: nothing was overwritten
    }
    assertThat(file).hasContent("2");
  }

  @Test
  void aMissingFolderIsAnError() {
    assertThatThrownBy(() -> DurableFile.write(folder.resolve("absent/file"), "text"))
        .isInstanceOf(IOException.class);
  }
}
