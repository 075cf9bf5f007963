package equilibrium.bench.process;

import equilibrium.platform.Fault;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of the files of the PostgreSQL that the process {@code database} serves, taken while it
 * was stopped.
 */
public final class DatabaseBackup {
  private static final String DATABASE = "database";

  private final SetUp setUp;
  private final Path files;
  private final Path copy;

  private DatabaseBackup(SetUp setUp, Path files, Path copy) {
    this.setUp = setUp;
    this.files = files;
    this.copy = copy;
  }

  /**
   * Stops PostgreSQL, copies its files and starts it again.
   *
   * @param copy folder that is replaced
   */
  public static DatabaseBackup take(SetUp setUp, Path copy) {
    var files = Postmaster.folder(setUp.data());
    setUp.server(DATABASE).stop();
    if (Postmaster.of(setUp.data()).isPresent() || Files.exists(files.resolve("postmaster.pid"))) {
      throw new Fault("PostgreSQL did not stop, so %s cannot be copied".formatted(files));
    }
    replace(copy, files);
    setUp.server(DATABASE).start();
    return new DatabaseBackup(setUp, files, copy);
  }

  /** Ends PostgreSQL at once and puts the copy in the place of its files; it must be started. */
  public void putBack() {
    setUp.server(DATABASE).kill();
    setUp.killPostgres();
    replace(files, copy);
  }

  /** Owners and modes stay. */
  private static void replace(Path target, Path source) {
    Tool.run("rm", "-rf", target.toString());
    Tool.run("cp", "-a", source.toString(), target.toString());
  }
}
