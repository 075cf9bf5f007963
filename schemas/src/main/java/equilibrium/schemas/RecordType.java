package equilibrium.schemas;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Tells encoded records of one type from others without decoding them. */
public final class RecordType {
  private final Set<Long> fingerprints;

  private RecordType(Set<Long> fingerprints) {
    this.fingerprints = fingerprints;
  }

  /** The type of this schema and of its released versions. */
  public static RecordType of(Schema current) {
    return new RecordType(
        Stream.concat(Stream.of(current), Releases.of(current).stream())
            .map(SchemaNormalization::parsingFingerprint64)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether a value begins as those of this type do. The rest of it may be damaged. */
  public boolean wrote(byte[] value) {
    return SingleObjectSerde.hasHeader(value)
        && fingerprints.contains(SingleObjectSerde.fingerprint(value));
  }
}
