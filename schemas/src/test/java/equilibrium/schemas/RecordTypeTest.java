package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Tick;
import org.junit.jupiter.api.Test;

class RecordTypeTest {
  private static final byte[] TICK =
      Topics.ANNOUNCES.value().serializer().serialize("", new Tick(7L, 1_000L));

  @Test
  void recordsOfTheTypeAreKnownByTheirBegin() {
    assertThat(RecordType.of(Tick.getClassSchema()).wrote(TICK)).isTrue();
    assertThat(RecordType.of(Announced.getClassSchema()).wrote(TICK)).isFalse();
  }

  @Test
  void soAreThoseOfEachRelease() {
    var announced = RecordType.of(Announced.getClassSchema());

    var released = Releases.of(Announced.getClassSchema());

    assertThat(released).isNotEmpty();
    assertThat(released).allMatch(schema -> announced.wrote(SingleObjectSerde.header(schema)));
  }

  @Test
  void whatHasNoHeaderIsOfNoType() {
    var tick = RecordType.of(Tick.getClassSchema());
    byte[] otherMarker = TICK.clone();
    otherMarker[0] = 0;

    assertThat(tick.wrote(new byte[0])).isFalse();
    assertThat(tick.wrote(otherMarker)).isFalse();
  }
}
