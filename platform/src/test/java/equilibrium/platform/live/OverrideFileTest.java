package equilibrium.platform.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverrideFileTest {
  private static final Map<String, String> SET =
      Map.of("ingress.interval", "20m", "clients.deny", "-XL,\"-\\");

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadByTheNextProcess() {
    OverrideFile.in(folder).write(new TreeMap<>(SET));

    assertThat(OverrideFile.in(folder).read()).isEqualTo(SET);
  }

  @Test
  void whereThereIsNoFileNothingWasSet() {
    assertThat(OverrideFile.in(folder).read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[1]", "{\"a\": {\"b\": 1}}", "{\"a\": null}"})
  void aDamagedFileStopsNobody(String content) throws IOException {
    Files.writeString(folder.resolve("overrides.json"), content);

    assertThat(OverrideFile.in(folder).read()).isEmpty();
  }

  @Test
  void aFolderThatTakesNoFileStopsNobody() {
    var nowhere = OverrideFile.in(folder.resolve("nowhere"));

    nowhere.write(new TreeMap<>(SET));

    assertThat(nowhere.read()).isEmpty();
  }
}
