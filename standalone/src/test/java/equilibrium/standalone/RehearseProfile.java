package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseProfile {

  /** After one that fails the build goes without its cache, and does not say so. */
  @Test
  void aRehearsalPlaysToItsEnd(@TempDir Path folder) {
    int code = Equilibrium.command(Map.of()).execute("rehearse", folder.toString());

    assertThat(code).isZero();
  }
}
