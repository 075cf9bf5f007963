package equilibrium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettableClockTest {
  @TempDir Path folder;

  @Test
  void theFileSaysHowManySecondsTheClockIsOff() throws Exception {
    var library = Files.createDirectories(folder.resolve("lib/some-machine/faketime"));
    Files.createFile(library.resolve("libfaketime.so.1"));
    var file = folder.resolve("work/clock");

    var clock = SettableClock.in(file, folder.resolve("lib"));

    assertThat(file).hasContent("+0");
    clock.set(Duration.ofHours(1));
    assertThat(file).hasContent("+3600");
    clock.set(Duration.ofDays(-1));
    assertThat(file).hasContent("-86400");
    assertThat(clock.environment())
        .containsEntry("FAKETIME_TIMESTAMP_FILE", file.toString())
        .containsEntry("LD_PRELOAD", library.resolve("libfaketime.so.1").toString());
  }

  @Test
  void withoutTheLibraryItSaysWhatToInstall() {
    assertThatThrownBy(() -> SettableClock.in(folder.resolve("clock"), folder))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("install Debian's package libfaketime");
  }
}
