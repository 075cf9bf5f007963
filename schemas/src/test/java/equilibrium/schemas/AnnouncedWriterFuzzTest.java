package equilibrium.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Every event is written as by Avro, and read back the same. */
class AnnouncedWriterFuzzTest {
  private final AnnouncedSteps writer = new AnnouncedSteps();
  private final Serializer<SpecificRecord> avro = Topics.ANNOUNCES.value().serializer();
  private final Deserializer<SpecificRecord> reader = Topics.ANNOUNCES.value().deserializer();

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void anEventIsWrittenAsByAvroAndReadBack(FuzzedDataProvider data) {
    var event = AnnouncedSteps.possible(new AnyAnnounced(new Fuzzed(data)).next());

    byte[] written = writer.write(event);

    assertArrayEquals(avro.serialize(Topics.ANNOUNCES.name(), event), written);
    assertEquals(event, reader.deserialize(Topics.ANNOUNCES.name(), written));
  }

  private record Fuzzed(FuzzedDataProvider data) implements AnyAnnounced.Source {
    @Override
    public int below(int bound) {
      return data.consumeInt(0, bound - 1);
    }

    @Override
    public long number() {
      return data.consumeLong();
    }

    @Override
    public byte[] bytes(int most) {
      return data.consumeBytes(most);
    }
  }
}
