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

  /**
   * Whether PostgreSQL cannot read its own files: XX001 (data corrupted, such as an invalid page),
   * XX002 (index corrupted). XX000 (internal error) says nothing of the files.
   */
  public static boolean blamesFiles(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    return state.equals("XX001") || state.equals("XX002");
  }

  private Refusals() {}
}
