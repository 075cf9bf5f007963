package equilibrium.streams.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.streams.testing.CodecCheck;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateCodecTest {
  private static final Role[] ROLES = Role.values();

  /** One field of each kind. */
  private record Everything(
      InfoHash infoHash,
      PeerId peerId,
      ClientId clientId,
      Role role,
      @Nullable Role nullableRole,
      @Nullable Long nullableLong,
      @Nullable Position position,
      boolean flag,
      int small,
      int number) {}

  private record Pair(int first, int second) {}

  private static final StateCodec<Everything> EVERYTHING =
      StateCodec.of(
          "everything",
          1,
          (value, out) ->
              out.writeInfoHash(value.infoHash())
                  .writePeerId(value.peerId())
                  .writeClientId(value.clientId())
                  .writeEnum(value.role())
                  .writeEnum(value.nullableRole())
                  .writeNullableLong(value.nullableLong())
                  .writePosition(value.position())
                  .writeFlag(value.flag())
                  .writeShort(value.small())
                  .writeInt(value.number()),
          in ->
              new Everything(
                  in.readInfoHash(),
                  in.readPeerId(),
                  in.readClientId(),
                  in.readEnum(ROLES),
                  in.readNullableEnum(ROLES),
                  in.readNullableLong(),
                  in.readNullablePosition(),
                  in.readFlag(),
                  in.readShort(),
                  in.readInt()));

  /** Layout 1 had one number. */
  private static final StateCodec<Pair> PAIR =
      StateCodec.<Pair>of(
              "a pair",
              2,
              (pair, out) -> out.writeInt(pair.first()).writeInt(pair.second()),
              in -> new Pair(in.readInt(), in.readInt()))
          .reading(1, in -> new Pair(in.readInt(), 0));

  @Test
  void valuesOfEveryKindSurvive() {
    var check = new CodecCheck<>(EVERYTHING);

    check.survives(everything(Role.LEECHER, -5L, new Position(3, 1L << 40)));
    check.survives(everything(null, null, null));
  }

  @Test
  void aValueLargerThanTheFirstBufferSurvives() {
    var codec =
        StateCodec.<String>of(
            "a text",
            0,
            (text, out) -> out.writeBytes(text.getBytes(UTF_8)),
            in -> {
              var text = new StringBuilder();
              while (in.hasMore()) {
                text.append((char) in.readByte());
              }
              return text.toString();
            });

    new CodecCheck<>(codec).survives("x".repeat(1_000));
  }

  @Test
  void anOlderLayoutIsReadAndTheNewestIsWritten() {
    var check = new CodecCheck<>(PAIR);

    check.reads("01 00000007", new Pair(7, 0));
    check.reads("02 00000007 00000008", new Pair(7, 8));
    assertThat(PAIR.write(new Pair(7, 8))).startsWith(2).hasSize(9);
  }

  @Test
  void anUnknownLayoutIsNamedWithItsBytes() {
    assertThatThrownBy(() -> PAIR.read(new byte[] {9, 1, 2}))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a pair: layout 9 of 3 bytes (090102), expected layout 1 or 2");
  }

  @Test
  void bytesThatAreMissingOrTooManyAreCounted() {
    assertThatThrownBy(() -> PAIR.read(new byte[] {2, 0, 0, 0, 7, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a pair in layout 2: 6 bytes, expected at least 9");
    assertThatThrownBy(() -> PAIR.read(new byte[11]))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("layout 0");
    assertThatThrownBy(() -> PAIR.read(new byte[] {1, 0, 0, 0, 7, 0, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a pair in layout 1: 7 bytes, expected 5");
    assertThatThrownBy(() -> PAIR.read(new byte[0]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a pair: no bytes, expected a layout byte");
  }

  @Test
  void aConstantThatTheEnumDoesNotHaveIsRefused() {
    byte[] bytes = Objects.requireNonNull(EVERYTHING.write(everything(null, null, null)));
    bytes[57] = 9; // the role

    assertThatThrownBy(() -> EVERYTHING.read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessage(
            "everything in layout 1: constant 9 of Role before byte 58, expected 0 to "
                + (ROLES.length - 1));
  }

  @Test
  void aNumberThatDoesNotFitIsNotWritten() {
    assertThatThrownBy(() -> new StateOutput().writeByte(128))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StateOutput().writeShort(1 << 15))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StateOutput().writeNullableLong(Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Everything everything(
      @Nullable Role role, @Nullable Long number, @Nullable Position position) {
    return new Everything(
        new InfoHash(new byte[20]),
        new PeerId(new byte[20]),
        new ClientId(new byte[16]),
        Role.SEEDER,
        role,
        number,
        position,
        true,
        -300,
        1 << 30);
  }
}
