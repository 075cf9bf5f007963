package equilibrium.schemas;

import equilibrium.schemas.event.Announced;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Announces of every shape that their schema allows; a field more in the schema is filled too. */
final class AnyAnnounced {
  private static final SpecificData DATA = SpecificData.get();
  private static final int MOST_ADDRESSES = 3;

  /** Where values come from. */
  interface Source {
    /** From 0 to the bound, which is left out. */
    int below(int bound);

    long number();

    /** At most so many. */
    byte[] bytes(int most);
  }

  private final Source source;

  AnyAnnounced(Source source) {
    this.source = source;
  }

  Announced next() {
    return (Announced) record(Announced.getClassSchema());
  }

  private IndexedRecord record(Schema schema) {
    var record = (IndexedRecord) DATA.newRecord(null, schema);
    for (var field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    return record;
  }

  private @Nullable Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case ENUM -> {
        var symbols = schema.getEnumSymbols();
        yield DATA.createEnum(symbols.get(source.below(symbols.size())), schema);
      }
      case ARRAY -> {
        var values = new ArrayList<>();
        for (int i = source.below(MOST_ADDRESSES + 1); i > 0; i--) {
          values.add(value(schema.getElementType()));
        }
        yield values;
      }
      case UNION -> isSo() ? null : value(schema.getTypes().getLast());
      case FIXED -> DATA.createFixed(null, fixed(schema.getFixedSize()), schema);
      case STRING -> text();
      case INT -> (int) number();
      case LONG -> number();
      case BOOLEAN -> isSo();
      case MAP, BYTES, FLOAT, DOUBLE, NULL ->
          throw new IllegalArgumentException("no announce has a " + schema.getType());
    };
  }

  private boolean isSo() {
    return source.below(2) == 1;
  }

  /** Of every length in bits, of either sign. */
  private long number() {
    return source.number() >> source.below(Long.SIZE);
  }

  private byte[] fixed(int size) {
    byte[] bytes = new byte[size];
    byte[] some = source.bytes(size);
    System.arraycopy(some, 0, bytes, 0, some.length);
    return bytes;
  }

  /** With characters of one, two and three bytes in UTF-8. */
  private String text() {
    var text = new String(source.bytes(200), StandardCharsets.ISO_8859_1);
    return isSo() ? text + "\u20ac" : text;
  }
}
