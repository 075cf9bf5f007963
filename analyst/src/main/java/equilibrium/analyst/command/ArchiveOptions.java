package equilibrium.analyst.command;

import equilibrium.analyst.archive.ExportKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that name an archive. */
final class ArchiveOptions {
  @Option(
      names = "--archive",
      paramLabel = "DIR",
      description = "Folder of an export: its files come before what the topics have.")
  private @Nullable Path folder;

  @Option(
      names = "--pseudonym-key",
      paramLabel = "FILE",
      description = "Key of the archive's ids; export-key beside DIR without this.")
  private @Nullable Path keyFile;

  @Nullable Path folder() {
    return folder;
  }

  /** Hex digits of the key under which the archive's ids are written; null: there is no file. */
  @Nullable String key() {
    if (folder == null) {
      return null;
    }
    var file = keyFile == null ? ExportKey.besides(folder) : keyFile;
    return Files.exists(file) ? ExportKey.in(file) : null;
  }
}
