package equilibrium.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
  @Test
  void aDictionaryIsWrittenInTheOrderOfItsKeysAndReadBack() {
    var inner = BencodeWriter.dictionary(Map.of("pieces", "\u00ff\0", "length", 12));

    var written =
        new String(BencodeWriter.of(BencodeWriter.dictionary(Map.of("info", inner))), ISO_8859_1);

    assertThat(written).isEqualTo("d4:infod6:lengthi12e6:pieces2:\u00ff\0ee");
    assertThat(new BencodeReader(written, true).dictionary())
        .isEqualTo(Map.of("info", Map.of("length", 12L, "pieces", "\u00ff\0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"d1:bi1e1:ai1ee", "d1:ai1e1:ai1ee", "d1:ai01ee", "d1:ai-0ee", "dee"})
  void aValueThatIsNotAsBep3HasItIsRefused(String value) {
    assertThatThrownBy(() -> new BencodeReader(value, true).dictionary())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysInAnyOrderAreReadOnRequest() {
    assertThat(new BencodeReader("d1:bi1e1:ai2ee", false).dictionary())
        .isEqualTo(Map.of("b", 1L, "a", 2L));
  }
}
