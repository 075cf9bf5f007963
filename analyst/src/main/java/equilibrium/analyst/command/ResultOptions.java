package equilibrium.analyst.command;

import equilibrium.analyst.archive.ExportKey;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.whatif.WhatIf;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a result that is written as files. */
final class ResultOptions {
  private static final String MEMORY = "1GiB";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Also writes all clients and findings that are compared, as Parquet; a folder without"
              + " results.")
  private @Nullable Path folder;

  @Option(
      names = "--pseudonym-key",
      paramLabel = "FILE",
      description =
          "Key under which --out writes ids of clients; drawn if the file is missing; export-key"
              + " beside DIR without this.")
  private @Nullable Path keyFile;

  @Option(names = "--raw-ids", description = "With --out: ids as they are in the log.")
  private boolean hasRawIds;

  /** Null: nothing is written. */
  WhatIf.@Nullable Files files() {
    if (folder == null) {
      if (hasRawIds || keyFile != null) {
        throw new Fault("--raw-ids and --pseudonym-key are about files: name a folder by --out");
      }
      return null;
    }
    if (hasRawIds && keyFile != null) {
      throw new Fault("--raw-ids and --pseudonym-key exclude each other");
    }
    DuckDb.demand();
    return new WhatIf.Files(folder, new Privacy(false, hasRawIds ? null : key(folder)), MEMORY);
  }

  private String key(Path results) {
    return ExportKey.in(keyFile == null ? ExportKey.besides(results) : keyFile);
  }
}
