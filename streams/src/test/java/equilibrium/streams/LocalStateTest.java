package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
  private final Path folder;
  private final Path store;

  LocalStateTest(@TempDir Path data) throws IOException {
    folder = data.resolve("test");
    store = Files.createDirectories(folder.resolve("app/0_0/rocksdb/sessions"));
    Files.writeString(store.resolve("MANIFEST"), "torn");
  }

  @Test
  void whatALastRunMarkedIsThrownAwayOnce() throws IOException {
    start().mark("checksum mismatch");
    var next = start();

    next.recover();

    assertThat(next.thrownAway()).isEqualTo("checksum mismatch");
    assertThat(folder.resolve("app")).doesNotExist();
    Files.createDirectories(store);
    var later = start();
    later.recover();
    assertThat(later.thrownAway()).isEmpty();
    assertThat(store).exists();
  }

  @Test
  void whatIsNotMarkedStays() {
    var next = start();

    next.recover();

    assertThat(next.thrownAway()).isEmpty();
    assertThat(store.resolve("MANIFEST")).hasContent("torn");
  }

  private LocalState start() {
    return new LocalState("test", new StreamsSettings("app", 1, folder, Map.of(), Map.of()));
  }
}
