package equilibrium.standalone.archive;

import equilibrium.analyst.archive.TopicFiles;
import equilibrium.projector.rebuild.ArchivedTopic;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Exported files of a topic, as the projector reads them.
 *
 * @param files of the topic
 */
public record ArchivedRecords(TopicFiles files) implements ArchivedTopic {

  @Override
  public Map<Integer, Held> held() {
    var ends = files.ends();
    var held = new TreeMap<Integer, Held>();
    files
        .begins()
        .forEach((at, begin) -> held.put(at, new Held(begin, ends.getOrDefault(at, begin))));
    return held;
  }

  @Override
  public void read(int partition, long begin, long end, Sink sink) throws SQLException {
    files.read(partition, begin, end, sink::take);
  }
}
