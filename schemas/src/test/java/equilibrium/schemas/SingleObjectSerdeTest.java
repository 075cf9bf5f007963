package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Tick;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class SingleObjectSerdeTest {
  private static final Tick TICK = new Tick(7L, 1_800_000_000_000L);

  @Test
  void aValueIsWrittenAsAvroItselfWritesSingleObjects() throws Exception {
    var avro = new BinaryMessageEncoder<Tick>(SpecificData.get(), Tick.getClassSchema());

    assertThat(bytes()).isEqualTo(avro.encode(TICK).array());
  }

  @Test
  void oneTopicCarriesSeveralTypes() {
    var announces = Topics.ANNOUNCES.value().deserializer();

    assertThat(announces.deserialize("announces", bytes())).isEqualTo(TICK);
    assertThat(announces.deserialize("announces", null)).isNull();
  }

  /** The bytes that lie in logs: if this changes, they cannot be read any more. */
  @Test
  void theWireFormatIsTheReleasedOne() {
    assertThat(HexFormat.of().formatHex(bytes())).isEqualTo("c301d66b86c09d6b9dd90e80c0e285e368");
  }

  @Test
  void whatCannotBeReadIsNamed() {
    byte[] foreign = bytes();
    foreign[2]++;
    byte[] cut = Arrays.copyOf(bytes(), 12);

    assertFault(new byte[] {1, 2, 3}, "announces: not a single-object encoded Avro record");
    assertFault(foreign, "announces: unknown writer schema");
    assertFault(cut, "announces: equilibrium.schemas.event.Tick is damaged");
  }

  @Test
  void aTopicRefusesWhatItDoesNotCarry() {
    var serde = new SingleObjectSerde<>(Announced.getClassSchema());

    assertThatThrownBy(() -> serde.serializer().serialize("announces", new Position(0, 0L)))
        .isInstanceOf(SerializationException.class)
        .hasMessage("announces does not carry equilibrium.schemas.event.Position");
  }

  @Test
  void anIdOfAnotherLengthIsNoId() {
    var ids = new FixedSerde<>(16, ClientId::new).deserializer();

    assertThatThrownBy(() -> ids.deserialize("t", new byte[15]))
        .hasMessage("an id of 15 bytes, expected 16");
  }

  private static void assertFault(byte[] bytes, String message) {
    assertThatThrownBy(
            () -> Topics.ANNOUNCES.value().deserializer().deserialize("announces", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith(message);
  }

  private static byte[] bytes() {
    return Topics.ANNOUNCES.value().serializer().serialize("announces", TICK);
  }
}
