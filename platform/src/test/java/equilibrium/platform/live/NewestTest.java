package equilibrium.platform.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewestTest {
  private final LinkedHashMap<String, Integer> values = new LinkedHashMap<>();

  @Test
  void aKeyHasItsNewestValueAndATombstoneRemovesIt() {
    Newest.add(values, "a", 1);
    Newest.add(values, "b", 2);
    Newest.add(values, "a", 3);
    Newest.add(values, "b", null);

    assertThat(values).containsExactly(Map.entry("a", 3));
  }

  @Test
  void withOneKeyTooManyTheOneThatChangedLeastRecentlyIsDropped() {
    for (int i = 0; i < Newest.MOST; i++) {
      Newest.add(values, "key " + i, i);
    }
    Newest.add(values, "key 0", -1);

    Newest.add(values, "one more", 1);

    assertThat(values)
        .hasSize(Newest.MOST)
        .containsKeys("key 0", "one more")
        .doesNotContainKey("key 1");
  }

  @Test
  void whatWasReadDoesNotChangeAfterwards() {
    values.put("a", 1);
    var read = new Newest<>(values, 7);

    values.put("b", 2);

    assertThat(read.values()).containsExactly(Map.entry("a", 1));
  }
}
