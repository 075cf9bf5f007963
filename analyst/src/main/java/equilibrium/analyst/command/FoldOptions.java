package equilibrium.analyst.command;

import equilibrium.analyst.archive.FoldableArchive;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names an archive to fold. */
public final class FoldOptions {
  private static final String MEMORY = "1GiB";

  @Option(
      names = "--archive",
      paramLabel = "DIR",
      description =
          "Folder of an export with --raw-ids: its files come before what the topics have.")
  private @Nullable Path folder;

  /**
   * Null: there is none. A Fault if its files cannot be folded.
   *
   * @param temporary folder for what does not fit into memory
   */
  public @Nullable FoldableArchive open(Path temporary) {
    if (folder == null) {
      return null;
    }
    DuckDb.demand();
    return FoldableArchive.open(folder, MEMORY, temporary);
  }
}
