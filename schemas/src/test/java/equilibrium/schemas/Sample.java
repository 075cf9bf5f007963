package equilibrium.schemas;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** A value of any schema that has something in every field; the same each time. */
final class Sample {

  static GenericRecord of(Schema schema) {
    var sample = new GenericData.Record(schema);
    for (var field : schema.getFields()) {
      sample.put(field.pos(), value(field.schema(), field.pos() + 1));
    }
    return sample;
  }

  private static Object value(Schema schema, int n) {
    return switch (schema.getType()) {
      case RECORD -> of(schema);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(n % schema.getEnumSymbols().size()));
      case ARRAY ->
          new GenericData.Array<>(
              schema,
              List.of(value(schema.getElementType(), n), value(schema.getElementType(), 9)));
      case MAP -> Map.of("key", value(schema.getValueType(), n));
      case UNION -> value(schema.getTypes().getLast(), n); // ["null", what it may be]
      case FIXED -> {
        byte[] bytes = new byte[schema.getFixedSize()];
        Arrays.fill(bytes, (byte) n);
        yield new GenericData.Fixed(schema, bytes);
      }
      case STRING -> "text " + n;
      case BYTES -> ByteBuffer.wrap(new byte[] {(byte) n, 0, -1});
      case INT -> 1_000 * n;
      case LONG -> 10_000_000_000L * n;
      case FLOAT -> n + 0.5f;
      case DOUBLE -> n + 0.25;
      case BOOLEAN -> n % 2 == 0;
      case NULL -> throw new IllegalArgumentException("a field that is always null");
    };
  }

  private Sample() {}
}
