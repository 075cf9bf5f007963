package equilibrium.analyst.table;

/** What a column holds. */
public enum Type {
  BOOLEAN,
  INTEGER,
  BIGINT,
  DOUBLE,
  /** UTC, without a zone. */
  TIMESTAMP,
  TEXT
}
