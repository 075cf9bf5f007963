package equilibrium.streams.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.streams.codec.StateCodec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;

/** What must hold of every state codec. */
public final class CodecCheck<T> {
  /** No codec has so many layouts. */
  private static final byte UNKNOWN_LAYOUT = 126;

  private final StateCodec<T> codec;

  public CodecCheck(StateCodec<T> codec) {
    this.codec = codec;
  }

  /**
   * A value comes back as it was, null is null, and damaged bytes of it never give the same value
   * or any other failure than a {@link SerializationException}.
   */
  public void survives(T value) {
    byte[] bytes = Objects.requireNonNull(codec.write(value));

    assertThat(codec.read(bytes)).isEqualTo(value);
    assertThat(codec.write(null)).isNull();
    assertThat(codec.read(null)).isNull();
    for (int length = 0; length < bytes.length; length++) {
      refusesOrReadsAnother(Arrays.copyOf(bytes, length), value);
    }
    refusesOrReadsAnother(Arrays.copyOf(bytes, bytes.length + 1), value);
    refusesUnknownLayout(bytes);
  }

  private void refusesOrReadsAnother(byte[] damaged, T value) {
    try {
      assertThat(codec.read(damaged)).as("%d damaged bytes", damaged.length).isNotEqualTo(value);
    } catch (SerializationException refused) {
      assertThat(refused).hasMessageContaining("expected");
    }
  }

  private void refusesUnknownLayout(byte[] bytes) {
    byte[] newer = bytes.clone();
    newer[0] = UNKNOWN_LAYOUT;

    assertThatThrownBy(() -> codec.read(newer))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("layout 126")
        .hasMessageContaining("expected layout");
  }

  /**
   * Bytes that an older or the present version wrote are this value.
   *
   * @param hex may have spaces
   */
  public void reads(String hex, T expected) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThat(codec.read(bytes)).isEqualTo(expected);
  }
}
