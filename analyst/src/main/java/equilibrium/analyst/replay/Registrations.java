package equilibrium.analyst.replay;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Range;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The torrents that folds know from the beginning. */
public final class Registrations {

  /** The newest registration of each torrent, as it lies in the log; tombstones, too. */
  public static List<LogRecord> newest(Log log) {
    Map<InfoHash, LogRecord> newest = new HashMap<>();
    for (var range : log.ranges(Topics.REGISTRATIONS, Range.ALL)) {
      try (var reader = log.read(range)) {
        for (var record = reader.peek(); record != null; record = reader.peek()) {
          reader.skip();
          byte[] key = record.key();
          if (key != null) {
            newest.put(new InfoHash(key), record);
          }
        }
      }
    }
    return List.copyOf(newest.values());
  }

  private Registrations() {}
}
