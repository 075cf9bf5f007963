package equilibrium.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The lines of a file that a command works through, in batches. */
final class InputLines {
  /** Lines of a file at most. */
  static final int MOST = 1_000_000;

  /** Lines that are published together: each batch waits once for PostgreSQL. */
  private static final int BATCH = 1_000;

  private static final Path STANDARD_INPUT = Path.of("-");

  /** All lines that are not blank, without blanks around them; of standard input for "-". */
  static List<String> of(Path file) {
    try (var reader =
            file.equals(STANDARD_INPUT)
                ? new BufferedReader(new InputStreamReader(System.in, UTF_8))
                : Files.newBufferedReader(file);
        var lines = reader.lines()) {
      var read = lines.map(String::strip).filter(line -> !line.isEmpty()).limit(MOST + 1L).toList();
      if (read.size() > MOST) {
        throw new Fault("%s has more than %d lines: split it".formatted(file, MOST));
      }
      return read;
    } catch (IOException | UncheckedIOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Hands all over in their order, some at a time. */
  static <T> void inBatches(List<T> all, Consumer<List<T>> work) {
    for (int start = 0; start < all.size(); start += BATCH) {
      work.accept(all.subList(start, Math.min(all.size(), start + BATCH)));
    }
  }

  private InputLines() {}
}
