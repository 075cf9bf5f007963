package equilibrium.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
  @TempDir Path folder;

  @Test
  void thePasswordIsDrawnOnce() {
    assertThat(Password.in(folder)).isEmpty();

    var drawn = Password.of(folder);

    assertThat(Password.in(folder)).hasValue(drawn);
    assertThat(Password.of(folder)).isEqualTo(drawn);
  }

  /** One character is one byte. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\u00ff\u0000"})
  void aTornFileIsNamedWithWhatItShouldHoldAndNeverUsed(String content) throws Exception {
    var file = folder.resolve(Password.FILE);
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Password.of(folder))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(file + " should hold one line of 32 hex digits");
  }
}
