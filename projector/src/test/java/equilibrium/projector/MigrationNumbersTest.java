package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The versions of the migrations. */
class MigrationNumbersTest {
  private static final Path FOLDER = Path.of("../schemas/src/main/resources/db/migration");

  /** One that is added in a gap later is below what databases have, and is refused there. */
  @Test
  void theyHaveNoGap() throws Exception {
    try (var files = Files.list(FOLDER)) {
      var versions =
          files
              .map(file -> file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"))
              .map(Integer::valueOf)
              .sorted()
              .toList();

      assertThat(versions)
          .isNotEmpty()
          .isEqualTo(IntStream.rangeClosed(1, versions.size()).boxed().toList());
    }
  }
}
