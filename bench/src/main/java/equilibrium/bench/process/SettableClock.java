package equilibrium.bench.process;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The system clock that one process sees. Debian's libfaketime reads from a file how far it is off;
 * the monotonic clock stays true.
 */
public final class SettableClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private final Path library;
  private final Path file;

  private SettableClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /**
   * A clock that is right. Throws if libfaketime is not installed.
   *
   * @param file that says how far it is off
   */
  static SettableClock in(Path file) {
    return in(file, LIBRARIES);
  }

  /**
   * As above.
   *
   * @param libraries folder of the folder {@code faketime}, or of those that hold it, one for each
   *     kind of machine
   */
  static SettableClock in(Path file, Path libraries) {
    var clock = new SettableClock(library(libraries), file.toAbsolutePath());
    clock.set(Duration.ZERO);
    return clock;
  }

  private static Path library(Path libraries) {
    try (var folders = Files.newDirectoryStream(libraries)) {
      for (var folder : folders) {
        if (Files.exists(folder.resolve(LIBRARY))) {
          return folder.resolve(LIBRARY);
        }
      }
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(libraries, e), e);
    }
    throw new Fault(
        "no clock can be set, because there is no %s/*/%s: install Debian's package libfaketime"
            .formatted(libraries, LIBRARY));
  }

  /**
   * Sets it for the process that runs, within a second, and for those that start later.
   *
   * @param ahead of the true time; negative: behind it
   */
  public void set(Duration ahead) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "%+d\n".formatted(ahead.toSeconds()));
    } catch (IOException e) {
      throw new Fault("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Of the process. Timed waits of a JVM end at once unless the "monotonic fix" is off. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "DONT_FAKE_MONOTONIC", "1");
  }
}
