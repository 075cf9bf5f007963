package equilibrium.analyst.export;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.log.Range;
import java.nio.file.Path;
import java.util.List;

/**
 * What is exported, and how.
 *
 * @param names of topics or tables
 * @param folder of the archive, which is created or continued
 * @param fileBytes about how large a file may be
 * @param memory that DuckDB may use, such as 1GiB
 * @param isQuiet whether no progress is printed
 */
public record ExportOptions(
    List<String> names,
    Path folder,
    Range range,
    FileFormat format,
    Privacy privacy,
    long fileBytes,
    String memory,
    boolean isQuiet) {

  public ExportOptions {
    names = List.copyOf(names);
  }
}
