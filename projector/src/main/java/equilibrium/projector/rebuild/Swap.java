package equilibrium.projector.rebuild;

import equilibrium.projector.table.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Makes the first tables equal to the second ones, although PostgreSQL may be unable to read its
 * files. Indexes are built anew before any row is given up.
 */
final class Swap {
  private final Connection db;
  private final SecondTables tables;

  /** Work on the first tables. */
  @FunctionalInterface
  private interface Work {
    long run() throws SQLException;
  }

  Swap(Connection db, SecondTables tables) {
    this.db = db;
    this.tables = tables;
  }

  /**
   * Writes the rows that differ.
   *
   * @param keepBelow see {@link SecondTables#swap}; where it says that rows without a record stay,
   *     files of rows that can be read are an error
   * @return rows deleted and inserted; empty: nothing was changed, because the old rows cannot be
   *     read
   */
  OptionalLong write(Map<Integer, Long> keepBelow) throws SQLException {
    var written = unlessDamaged(() -> tables.swap(keepBelow));
    if (written.isEmpty()) {
      written =
          unlessDamaged(() -> {
            tables.reindex();
            return tables.swap(keepBelow);
          });
    }
    if (written.isEmpty() && !keepBelow.isEmpty() && isReadable()) {
      throw new SQLException(
          "PostgreSQL cannot compare the old rows with the log, but can read them: restore a backup"
              + " of its files");
    }
    return written;
  }

  private boolean isReadable() throws SQLException {
    return unlessDamaged(
            () -> {
              tables.readAll();
              return 0;
            })
        .isPresent();
  }

  /** Empty: files are damaged, and nothing was changed. */
  private OptionalLong unlessDamaged(Work work) throws SQLException {
    var before = db.setSavepoint();
    try {
      return OptionalLong.of(work.run());
    } catch (SQLException e) {
      if (!Refusals.blamesFiles(e)) {
        throw e;
      }
      db.rollback(before);
      return OptionalLong.empty();
    }
  }
}
