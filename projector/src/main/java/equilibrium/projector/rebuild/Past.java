package equilibrium.projector.rebuild;

import equilibrium.platform.Fault;
import equilibrium.projector.rebuild.ArchivedTopic.Held;
import equilibrium.projector.rebuild.ArchivedTopic.Sink;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records before the log begins that an archive has, up to the first one of the log.
 *
 * @param archive null: there is none
 * @param held offsets to read of it, by partition
 */
record Past(@Nullable ArchivedTopic archive, Map<Integer, Held> held) {
  static final Past NONE = new Past(null, Map.of());

  Past {
    held = Collections.unmodifiableMap(new TreeMap<>(held));
  }

  /**
   * What an archive has. A {@link Fault} if it ends before the log begins, or after the log ends.
   */
  static Past of(@Nullable ArchivedTopic archive, List<Extent> extents) {
    if (archive == null) {
      return NONE;
    }
    var wanted = new TreeMap<Integer, Held>();
    var kept = archive.held();
    for (var extent : extents) {
      var held = kept.get(extent.partition().partition());
      if (held != null) {
        demandJoined(held, extent);
        if (held.begin() < extent.first()) {
          wanted.put(extent.partition().partition(), new Held(held.begin(), extent.first()));
        }
      }
    }
    return new Past(archive, wanted);
  }

  private static void demandJoined(Held held, Extent extent) {
    if (held.end() > extent.end()) {
      throw new Fault(
          "the archive ends at offset %d of %s, and the log at %d: are both of one tracker?"
              .formatted(held.end(), extent.partition(), extent.end()));
    }
    if (held.end() < extent.first()) {
      throw new Fault(
          "the archive ends at offset %d of %s, and the log begins at %d: what lies between is lost"
              .formatted(held.end(), extent.partition(), extent.first()));
    }
  }

  /** The first record of a partition that archive or log have. */
  long begin(Extent extent) {
    var before = held.get(extent.partition().partition());
    return before == null ? extent.first() : before.begin();
  }

  /** Offsets to read. */
  long size() {
    return held.values().stream().mapToLong(one -> one.end() - one.begin()).sum();
  }

  /** All of it, partition by partition. */
  void read(Sink sink) throws SQLException {
    if (archive == null) {
      return;
    }
    for (var one : held.entrySet()) {
      archive.read(one.getKey(), one.getValue().begin(), one.getValue().end(), sink);
    }
  }
}
