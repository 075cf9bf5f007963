package equilibrium.analyst.command;

import equilibrium.platform.Fault;

/** Whether DuckDB is there: its jar is on the class path of the analyst's commands only. */
final class DuckDb {

  static void demand() {
    try {
      var _ = Class.forName("org.duckdb.DuckDBDriver");
    } catch (ClassNotFoundException e) {
      throw new Fault(
          "this command needs DuckDB: add the jar of lib-analyst to the end of the class path", e);
    }
  }

  private DuckDb() {}
}
