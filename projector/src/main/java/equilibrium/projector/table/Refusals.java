package equilibrium.projector.table;

import java.sql.SQLException;

/** What PostgreSQL's errors say of the data. */
public final class Refusals {

  /**
   * Whether the rows are at fault, not the connection or the server: SQLSTATE 21000 (one row twice
   * in a statement), classes 22 (data), 23 (constraint), 54 (too large for an index).
   */
  public static boolean blamesData(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    return state.equals("21000")
        || state.startsWith("22")
        || state.startsWith("23")
        || state.startsWith("54");
  }

  /** Whether PostgreSQL cannot read its own files: class XX, such as an invalid page. */
  public static boolean blamesFiles(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("XX");
  }

  private Refusals() {}
}
