package equilibrium.analyst.table;

import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import java.util.List;
import java.util.stream.Stream;

/** All tables that topics are read as. */
public final class TopicTables {

  /**
   * The tables. They share the ids, which are not thread-safe.
   *
   * @param addresses whether tables and columns with addresses are among them
   */
  public static List<TopicTable<?>> all(IdForm ids, boolean addresses) {
    return Stream.of(
            new AnnounceTables(ids, addresses).all(),
            new SwarmTables(ids).all(),
            new ClientTables(ids).all(),
            new OperatorTables(ids, addresses).all())
        .flatMap(List::stream)
        .toList();
  }

  /** The tables of one topic, or the table of this name. */
  public static List<TopicTable<?>> of(String name, IdForm ids, boolean addresses) {
    var all = all(ids, addresses);
    var found =
        all.stream()
            .filter(table -> table.name().equals(name) || table.topic().name().equals(name))
            .toList();
    if (found.isEmpty()) {
      var names = all.stream().map(TopicTable::topic).map(Topic::name).distinct().toList();
      throw new Fault(
          "%s is no topic that can be read as a table, expected one of %s%s"
              .formatted(
                  name, String.join(", ", names), addresses ? "" : "; hand-outs need --addresses"));
    }
    return found;
  }

  /** The table of this name, without addresses. */
  public static TopicTable<?> named(String name, IdForm ids) {
    return all(ids, false).stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no table " + name));
  }

  private TopicTables() {}
}
