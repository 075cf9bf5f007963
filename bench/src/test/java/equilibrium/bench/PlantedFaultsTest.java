package equilibrium.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A planted fault that does not fit its source any more would show nothing. */
class PlantedFaultsTest {
  private static final Path PROJECT = Path.of("..");
  private static final String TARGET = "+++ b/";

  static List<Path> patches() throws IOException {
    try (var files = Files.list(PROJECT.resolve("bench/planted"))) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void eachFitsItsSource(Path patch) throws IOException {
    var lines = Files.readAllLines(patch);
    var target = lines.stream().filter(line -> line.startsWith(TARGET)).findFirst().orElseThrow();
    var source = Files.readString(PROJECT.resolve(target.substring(TARGET.length())));

    for (var hunk : String.join("\n", lines).split("\n@@.*", -1)) {
      if (!hunk.contains(TARGET)) {
        assertThat(source).contains(side(hunk, line -> !line.startsWith("+")));
      }
    }
  }

  /** The lines of one side, without their marks. */
  private static String side(String hunk, Predicate<String> belongs) {
    return Stream.of(hunk.substring(1).split("\n"))
        .filter(belongs)
        .map(line -> line.isEmpty() ? line : line.substring(1))
        .collect(Collectors.joining("\n"));
  }
}
