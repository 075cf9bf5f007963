package equilibrium.analyst.export;

import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records with random values in all fields, and what an export of them must not hold. */
final class RandomRecords {
  private static final Set<String> SECRET_IDS = Set.of("ClientId", "PeerId", "Address");
  private static final Set<String> TEXTS_WITH_ADDRESSES = Set.of("text", "summary", "addresses");

  private final SplittableRandom random = new SplittableRandom(3);
  private final SpecificData data = SpecificData.get();
  private final Set<String> secrets = new HashSet<>();

  /** Ids as hex digits, ids of cases, and addresses as text and hex digits. */
  Set<String> secrets() {
    return secrets;
  }

  SpecificRecord of(Schema schema) {
    var record = (SpecificRecord) data.newRecord(null, schema);
    for (var field : schema.getFields()) {
      record.put(field.pos(), value(field.name(), field.schema()));
    }
    return record;
  }

  /** Of a session whose previous announce lies in the same partition, as scoring writes it. */
  Contribution contribution() {
    var record = (Contribution) of(Contribution.getClassSchema());
    var previous = record.getPrevious();
    return previous == null
        ? record
        : Contribution.newBuilder(record)
            .setPrevious(new Position(record.getSource().getPartition(), previous.getOffset()))
            .build();
  }

  SwarmEpisode episode() {
    return (SwarmEpisode) of(SwarmEpisode.getClassSchema());
  }

  private @Nullable Object value(String field, Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> of(schema);
      case FIXED -> fixed(schema);
      case STRING -> text(field);
      case ENUM -> constant(schema);
      case LONG -> random.nextLong(1L << 40);
      case INT -> random.nextInt(4);
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case BYTES -> ByteBuffer.wrap(new byte[0]);
      case ARRAY -> list(field, schema.getElementType());
      case MAP -> Map.of("figure", random.nextDouble());
      case UNION -> maybe(field, schema);
      default -> throw new IllegalArgumentException("no value of " + schema);
    };
  }

  private Object constant(Schema schema) {
    var symbols = schema.getEnumSymbols();
    return data.createEnum(symbols.get(random.nextInt(symbols.size())), schema);
  }

  private @Nullable Object maybe(String field, Schema schema) {
    return random.nextInt(4) == 0
        ? null
        : value(
            field,
            schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow());
  }

  private List<@Nullable Object> list(String field, Schema element) {
    var list = new ArrayList<@Nullable Object>();
    for (int i = 0; i < 3; i++) { // as many as cuts
      list.add(value(field, element));
    }
    return list;
  }

  private Object fixed(Schema schema) {
    byte[] bytes = new byte[schema.getFixedSize()];
    random.nextBytes(bytes);
    if (SECRET_IDS.contains(schema.getName())) {
      secrets.add(Ids.hex(bytes));
    }
    if (schema.getName().equals("Address")) {
      secrets.add(IpAddress.of(new Address(bytes)).text());
    }
    return data.createFixed(null, bytes, schema);
  }

  private String text(String field) {
    if (TEXTS_WITH_ADDRESSES.contains(field)) {
      var address = "198.51.100." + random.nextInt(256);
      secrets.add(address);
      return "see " + address + ":6881";
    }
    var text = Long.toHexString(random.nextLong());
    if (!field.equals("caseId")) {
      return text;
    }
    secrets.add(text);
    return "R1-" + text;
  }
}
