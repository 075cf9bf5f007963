package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import equilibrium.schemas.RecordType;
import equilibrium.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic, or a nested part of its records, as a table.
 *
 * @param name of the table
 * @param topic that it is read from
 * @param schema of the records that have rows
 * @param columns in their order
 * @param passedOver records without rows, which are not even decoded
 * @param split the rows of a record's value; none if the table is about another type
 */
public record TopicTable<T>(
    String name,
    Topic<?, ?> topic,
    Schema schema,
    List<Column<T>> columns,
    Predicate<byte[]> passedOver,
    Function<Object, List<T>> split) {

  /** A table with a row for each record of this type. */
  static <T> TopicTable<T> of(
      String name, Topic<?, ?> topic, Class<T> type, List<Column<T>> columns) {
    return nested(name, topic, type, columns, List::of);
  }

  /** A table with a row for each part of each record of this type. */
  static <V, T> TopicTable<T> nested(
      String name,
      Topic<?, ?> topic,
      Class<V> type,
      List<Column<T>> columns,
      Function<V, List<T>> parts) {
    return new TopicTable<>(
        name,
        topic,
        SpecificData.get().getSchema(type),
        withPosition(columns),
        _ -> false,
        value -> type.isInstance(value) ? parts.apply(type.cast(value)) : List.of());
  }

  /** The same table, for a topic in which most records are of this other type. */
  TopicTable<T> passingOver(Class<?> type) {
    var other = RecordType.of(SpecificData.get().getSchema(type));
    return new TopicTable<>(name, topic, schema, columns, other::wrote, split);
  }

  private static <T> List<Column<T>> withPosition(List<Column<T>> columns) {
    var all = new ArrayList<Column<T>>();
    all.add(Column.logPartition());
    all.add(Column.logOffset());
    all.add(Column.appendedAt());
    all.addAll(columns);
    return List.copyOf(all);
  }

  /** Whether tombstones are rows. */
  private boolean hasTombstones() {
    return columns.stream().anyMatch(column -> column.name().equals("deleted"));
  }

  /**
   * The rows of a record.
   *
   * @param values reads the topic's values; throws an exception for damaged ones
   */
  public List<Row<T>> rows(LogRecord record, Deserializer<?> values) {
    byte[] bytes = record.value();
    if (bytes == null) {
      return hasTombstones() ? List.of(new Row<>(record, null)) : List.of();
    }
    if (passedOver.test(bytes)) {
      return List.of();
    }
    @Nullable Object value = values.deserialize(topic.name(), bytes);
    if (value == null) {
      return List.of();
    }
    var parts = split.apply(value);
    return parts.size() == 1
        ? List.of(new Row<>(record, parts.getFirst()))
        : parts.stream().map(part -> new Row<>(record, part)).toList();
  }
}
