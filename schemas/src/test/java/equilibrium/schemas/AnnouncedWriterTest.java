package equilibrium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes of an announce are those that Avro writes; a field more in the schema shows here. */
class AnnouncedWriterTest {
  private static final int EVENTS = 50_000;

  private final AnnouncedWriter writer = new AnnouncedWriter();
  private final Random random = new Random(11);

  @Test
  void anEventWithEverythingIsWrittenAsByAvro() {
    var event = specific(Sample.of(Announced.getClassSchema()));

    assertThat(writer.write(event)).isEqualTo(byAvro(event));
  }

  @Test
  void randomEventsAreWrittenAsByAvro() {
    for (int i = 0; i < EVENTS; i++) {
      var event = specific(random(Announced.getClassSchema()));

      assertThat(writer.write(event)).as("%s", event).isEqualTo(byAvro(event));
    }
  }

  private static byte[] byAvro(Announced event) {
    return Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), event);
  }

  private static Announced specific(GenericRecord record) {
    return (Announced) SpecificData.get().deepCopy(record.getSchema(), record);
  }

  private GenericRecord random(Schema schema) {
    var record = new GenericData.Record(schema);
    for (var field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    return record;
  }

  private @Nullable Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> random(schema);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        var values = new ArrayList<>(Collections.nCopies(random.nextInt(4), 0));
        yield new GenericData.Array<>(
            schema, values.stream().map(_ -> value(schema.getElementType())).toList());
      }
      case UNION -> random.nextBoolean() ? null : value(schema.getTypes().getLast());
      case FIXED -> {
        byte[] bytes = new byte[schema.getFixedSize()];
        random.nextBytes(bytes);
        yield new GenericData.Fixed(schema, bytes);
      }
      case STRING -> text();
      case INT -> (int) number();
      case LONG -> number();
      case BOOLEAN -> random.nextBoolean();
      case MAP, BYTES, FLOAT, DOUBLE, NULL ->
          throw new IllegalArgumentException("no announce has a " + schema.getType());
    };
  }

  /** Of every length in bits, of either sign. */
  private long number() {
    return random.nextLong() >> random.nextInt(Long.SIZE);
  }

  private String text() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1) + (random.nextBoolean() ? "\u20ac" : "");
  }
}
