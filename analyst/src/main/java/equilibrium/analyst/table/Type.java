package equilibrium.analyst.table;

/** What a column holds. */
public enum Type {
  BOOLEAN,
  INTEGER,
  BIGINT,
  DOUBLE,
  /** UTC, without a zone. */
  TIMESTAMP,
  TEXT;

  /** As DuckDB calls it. */
  public String duckDb() {
    return this == TEXT ? "VARCHAR" : name();
  }
}
