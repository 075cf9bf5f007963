package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
  @TempDir Path folder;

  @Test
  void theIdIsDrawnOnce() {
    long drawn = Node.in(folder.resolve("data")).id();

    assertThat(Node.in(folder.resolve("data")).id()).isEqualTo(drawn).isNotNegative();
  }

  /** One character is one byte. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\u00ff\u0000", "x", "-1"})
  void aFileThatHoldsNoIdIsNamedWithWhatItShouldHold(String content) throws Exception {
    var file = folder.resolve("node-id");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Node.in(folder))
        .isInstanceOf(Fault.class)
        .hasMessage(
            file
                + " should hold one whole number of at least 0: delete it, and this node draws a"
                + " new one");
  }
}
