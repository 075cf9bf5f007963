package equilibrium.projector.table;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** How a column's values are sent (as an array of this SQL type) and turned into the column. */
public enum Type {
  BYTES("bytea", byte[].class, "n.%s"),
  BIGINT("int8", Long.class, "n.%s"),
  INTEGER("int4", Integer.class, "n.%s"),
  BOOLEAN("bool", Boolean.class, "n.%s"),
  DOUBLE("float8", Double.class, "n.%s"),
  TEXT("text", String.class, "n.%s"),
  NUMERIC("text", String.class, "n.%s::numeric"),
  JSON("text", String.class, "n.%s::jsonb"),
  TEXTS("text", String.class, "n.%s::text[]"),
  BYTES_ARRAY("text", String.class, "n.%s::bytea[]"),
  INTEGERS("text", String.class, "n.%s::int4[]"),
  BIGINTS("text", String.class, "n.%s::int8[]"),
  /** Milliseconds since 1970. Multiplied as an interval: exact, and faster than numeric. */
  TIME("int8", Long.class, "timestamptz 'epoch' + n.%s * interval '1 millisecond'");

  /** End of the year 9999: later times are clamped to it. */
  private static final long LATEST_MS = 253_402_300_799_999L;

  private final String sql;
  private final Class<?> element;
  private final String expression;

  Type(String sql, Class<?> element, String expression) {
    this.sql = sql;
    this.element = element;
    this.expression = expression;
  }

  String sql() {
    return sql;
  }

  @Nullable Object[] array(int size) {
    return (@Nullable Object[]) Array.newInstance(element, size);
  }

  /** SQL that makes the column of its element. */
  String expression(String column) {
    return expression.formatted(column);
  }

  /** Replaces what PostgreSQL refuses: NUL in text, times outside 1970 to 9999. */
  Object clean(Object value) {
    return switch (this) {
      case TEXT -> Literals.clean((String) value);
      case TIME -> Math.clamp((Long) value, 0, LATEST_MS);
      default -> value;
    };
  }
}
