package equilibrium.schemas;

import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record ever written is read by today's programs, and today's by every released one. */
class ReleasesTest {
  /** A released schema and the file of its golden bytes. */
  record Released(String release, String name) {
    Schema schema() {
      return Releases.of(release, name).orElseThrow();
    }

    Schema current() {
      return Release.current(name);
    }

    byte[] golden() {
      try {
        var file = Release.GOLDEN.resolve(release).resolve(name + ".hex");
        return HexFormat.of().parseHex(Files.readString(file).strip());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return name + " of " + release;
    }
  }

  static Stream<Released> released() throws IOException {
    var found = new TreeSet<String>();
    try (var files = Files.walk(Release.SCHEMAS)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> Release.SCHEMAS.relativize(file).toString().replace(".avsc", ""))
          .forEach(found::add);
    }
    return found.stream().map(name -> name.split("/", -1)).map(p -> new Released(p[0], p[1]));
  }

  @ParameterizedTest
  @MethodSource("released")
  void todaysProgramsReadItAndItsProgramsReadTodays(Released released) {
    assertReads(released.current(), released.schema());
    assertReads(released.schema(), released.current());
  }

  private static void assertReads(Schema reader, Schema writer) {
    var verdict = checkReaderWriterCompatibility(reader, writer);
    assertThat(verdict.getType())
        .as(verdict.getResult().getIncompatibilities().toString())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  /** The bytes lie in logs. They were made by {@link Sample} when the release was. */
  @ParameterizedTest
  @MethodSource("released")
  void itsBytesAreReadWithEverythingInThem(Released released) throws IOException {
    var serde = new SingleObjectSerde<SpecificRecord>(released.current());

    var value = serde.deserializer().deserialize("any", released.golden());

    byte[] now = serde.serializer().serialize("any", value);
    var shrunk = new GenericDatumReader<GenericRecord>(released.current(), released.schema());
    var decoder = DecoderFactory.get().binaryDecoder(Arrays.copyOfRange(now, 10, now.length), null);
    assertThat(shrunk.read(null, decoder).toString())
        .isEqualTo(Sample.of(released.schema()).toString());
  }

  @ParameterizedTest
  @MethodSource("released")
  void itsBytesAreStillWhatItsSchemaGives(Released released) throws IOException {
    assertThat(Release.sample(released.schema())).isEqualTo(released.golden());
  }

  @Test
  void allReleasesAreReadAndNoTypeHasLeft() throws IOException {
    assertThat(released().map(Released::release).distinct()).hasSameElementsAs(Releases.ALL);
    assertThat(released().map(Released::name).distinct()).hasSizeGreaterThanOrEqualTo(14);
  }

  @Test
  void aValueOfAnOlderSchemaIsReadWithTodaysDefaults() throws IOException {
    var current = Release.current("AnnounceKey");
    var older = without(current, "note");
    var serde = new SingleObjectSerde<SpecificRecord>(_ -> List.of(older), current);

    var value = serde.deserializer().deserialize("announce-keys", Release.sample(older));

    assertThat(SchemaNormalization.parsingFingerprint64(older))
        .isNotEqualTo(SchemaNormalization.parsingFingerprint64(current));
    assertThat(value).extracting("note", "by").containsExactly("", "text 7");
  }

  private static Schema without(Schema schema, String gone) {
    var fields =
        schema.getFields().stream()
            .filter(field -> !field.name().equals(gone))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }
}
