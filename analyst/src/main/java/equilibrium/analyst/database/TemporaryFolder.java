package equilibrium.analyst.database;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Names a folder for each process, because DuckDB names its files alike in all: two processes with
 * one folder would write over each other's rows.
 */
final class TemporaryFolder {

  /**
   * The folder of this process, beside a given one and with its number in its name. DuckDB creates
   * it when it needs it, and deletes it. Folders of processes that were killed are deleted here.
   */
  static Path beside(Path temporary) {
    var given = temporary.toAbsolutePath();
    var prefix = given.getFileName() + "-";
    var parent = given.getParent();
    if (parent != null && Files.isDirectory(parent)) {
      clean(parent, prefix);
    }
    return given.resolveSibling(prefix + ProcessHandle.current().pid());
  }

  private static void clean(Path parent, String prefix) {
    try (var folders = Files.newDirectoryStream(parent, folder -> isAbandoned(folder, prefix))) {
      for (var folder : folders) {
        delete(folder);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new Fault("temporary folders in %s: %s".formatted(parent, e.getMessage()), e);
    }
  }

  private static boolean isAbandoned(Path folder, String prefix) {
    var name = String.valueOf(folder.getFileName());
    if (!name.startsWith(prefix) || !name.substring(prefix.length()).matches("[0-9]{1,18}")) {
      return false;
    }
    return ProcessHandle.of(Long.parseLong(name.substring(prefix.length()))).isEmpty();
  }

  /** DuckDB makes no folders in it. */
  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      return; // another process deleted it
    }
    Files.deleteIfExists(folder);
  }

  private TemporaryFolder() {}
}
