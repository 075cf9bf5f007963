package equilibrium.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;

/**
 * Writes down today's schemas as those of a release, each complete in itself, and bytes that were
 * written by them. Once for each release, never again: run in the folder {@code schemas}.
 */
final class Release {
  static final Path SCHEMAS = Path.of("src", "main", "resources", "released");
  static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  public static void main(String[] args) throws IOException {
    var release = args[0];
    var schemas = Files.createDirectory(SCHEMAS.resolve(release));
    var golden = Files.createDirectories(GOLDEN.resolve(release));
    try (var sources = Files.list(Path.of("src", "main", "avro"))) {
      for (var source : sources.toList()) {
        var name = source.getFileName().toString().replace(".avsc", "");
        if (!name.equals("types")) {
          var schema = current(name);
          Files.writeString(
              schemas.resolve(name + ".avsc"),
              SchemaFormatter.format("json/pretty", schema) + "\n");
          Files.writeString(
              golden.resolve(name + ".hex"), HexFormat.of().formatHex(sample(schema)) + "\n");
        }
      }
    }
  }

  static Schema current(String name) {
    try {
      return SpecificData.get().getSchema(Class.forName("equilibrium.schemas.event." + name));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name + " is gone: its records could not be read any more", e);
    }
  }

  /** {@link Sample}, single-object encoded by Avro itself. */
  static byte[] sample(Schema schema) throws IOException {
    var encoder = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema);
    var bytes = encoder.encode(Sample.of(schema));
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    return all;
  }

  private Release() {}
}
