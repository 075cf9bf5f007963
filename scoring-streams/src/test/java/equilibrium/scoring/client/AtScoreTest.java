package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AtScoreTest {

  @Test
  void comesBackFromItsStore() {
    var count = new AtScore(1L << 40, 3);
    var bytes = AtScore.SERDE.serializer().serialize("", count);
    assertThat(AtScore.SERDE.deserializer().deserialize("", bytes)).isEqualTo(count);
    assertThat(AtScore.SERDE.deserializer().deserialize("", null)).isNull();
  }

  @Test
  void bytesOfAnotherLayoutAreRefused() {
    assertThatThrownBy(() -> AtScore.SERDE.deserializer().deserialize("", new byte[8]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a count of clients of 8 bytes, expected 16");
  }
}
