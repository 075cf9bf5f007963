package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import java.util.Random;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** The bytes of an announce are those that Avro writes; a field more in the schema shows here. */
class AnnouncedWriterTest {
  private static final int EVENTS = 50_000;

  private final AnnouncedSteps writer = new AnnouncedSteps();

  @Test
  void anEventWithEverythingIsWrittenAsByAvro() {
    var sample = Sample.of(Announced.getClassSchema());
    var event =
        AnnouncedSteps.possible(
            (Announced) SpecificData.get().deepCopy(sample.getSchema(), sample));

    assertThat(writer.write(event)).isEqualTo(byAvro(event));
  }

  @Test
  void randomEventsAreWrittenAsByAvro() {
    var events = new AnyAnnounced(new Chance(new Random(11)));

    for (int i = 0; i < EVENTS; i++) {
      var event = AnnouncedSteps.possible(events.next());

      assertThat(writer.write(event)).as("%s", event).isEqualTo(byAvro(event));
    }
  }

  @Test
  void theHeadOfAnEventIsReadWithoutTheRest() {
    var events = new AnyAnnounced(new Chance(new Random(12)));

    for (int i = 0; i < EVENTS; i++) {
      var event = events.next();
      byte[] value = byAvro(event);

      assertThat(AnnouncedHead.id(value)).isEqualTo(event.getEventId());
      assertThat(AnnouncedHead.receivedAtMs(value)).isEqualTo(event.getReceivedAtMs());
      assertThat(AnnouncedHead.infoHash(value)).isEqualTo(event.getInfoHash().bytes());
    }
  }

  private static byte[] byAvro(Announced event) {
    return Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), event);
  }

  private record Chance(Random random) implements AnyAnnounced.Source {
    @Override
    public int below(int bound) {
      return random.nextInt(bound);
    }

    @Override
    public long number() {
      return random.nextLong();
    }

    @Override
    public byte[] bytes(int most) {
      byte[] bytes = new byte[random.nextInt(most + 1)];
      random.nextBytes(bytes);
      return bytes;
    }
  }
}
