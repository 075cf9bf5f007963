package equilibrium.standalone.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Utils;

/**
 * Deletes what a process left half done that was killed during its first start. PostgreSQL would
 * never start from such files. Ask only while holding the data folder, and while no server runs.
 */
final class UnfinishedPostgres {
  /** Written into the folder of the programs once all are unpacked. */
  private static final String UNPACKED = ".exists";

  /** The lowest id of a database that users create; initdb's own have lower ones. */
  private static final int FIRST_USER_DATABASE = 16_384;

  /** Programs that were not unpacked to their end. */
  static void deletePrograms(Path programs) throws IOException {
    for (var folder : in(programs, path -> path.getFileName().toString().startsWith("PG-"))) {
      if (!Files.exists(folder.resolve(UNPACKED))) {
        Utils.delete(folder.toFile());
      }
    }
  }

  /** A data folder in which no database was created yet. */
  static void deleteData(Path postgres) throws IOException {
    var databases = in(postgres.resolve("base"), UnfinishedPostgres::isUserDatabase);
    if (isOurs(postgres) && databases.isEmpty()) {
      Utils.delete(postgres.toFile());
    }
  }

  /** Whether initdb began it; another folder of this name is left alone. */
  private static boolean isOurs(Path postgres) {
    return Files.exists(postgres.resolve("PG_VERSION")) || Files.exists(postgres.resolve("pg_wal"));
  }

  private static boolean isUserDatabase(Path folder) {
    var name = folder.getFileName().toString();
    return name.matches("\\d{1,10}") && Long.parseLong(name) >= FIRST_USER_DATABASE;
  }

  private static List<Path> in(Path folder, Predicate<Path> wanted) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.filter(wanted).toList();
    }
  }

  private UnfinishedPostgres() {}
}
