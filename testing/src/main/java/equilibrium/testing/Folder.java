package equilibrium.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary folder in the module's {@code target}, deleted with its files by the first close. */
public record Folder(Path path) implements Closeable {
  public static Folder temporary() {
    try {
      return new Folder(
          Files.createTempDirectory(Files.createDirectories(Path.of("target")), "test-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var all = Files.walk(path)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
