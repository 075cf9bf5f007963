package equilibrium.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The schemas of each release. Logs and archives hold records that they wrote, which must stay
 * readable.
 */
final class Releases {

  /**
   * Oldest first. Each is a folder of {@code src/main/resources/released}. Behind a plus sign
   * stands a commit between releases whose records lie in logs; its folder has what differs.
   */
  static final List<String> ALL = List.of("0.1.0", "0.1.0+0e9d1bc");

  /** All released versions of a current schema, by its full name; empty: not released yet. */
  static List<Schema> of(Schema current) {
    return ALL.stream().flatMap(release -> of(release, current.getName()).stream()).toList();
  }

  /**
   * A released schema.
   *
   * @param name without namespace; also the name of its file
   */
  static Optional<Schema> of(String release, String name) {
    var path = "/released/%s/%s.avsc".formatted(release, name);
    try (var file = Releases.class.getResourceAsStream(path)) {
      return file == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(file));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private Releases() {}
}
