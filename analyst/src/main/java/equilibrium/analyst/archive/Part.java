package equilibrium.analyst.archive;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a table, named {@code date=2026-11-20/p03-000000012345-000000067890.parquet}.
 *
 * @param begin the first offset whose record is in it, or would be if it had a row
 * @param end the first offset that is not in it
 */
record Part(Path file, int partition, long begin, long end) {
  private static final Pattern NAME =
      Pattern.compile("p(\\d{2,6})-(\\d{12,19})-(\\d{12,19})\\.(parquet|csv|ndjson)");

  static Optional<Part> of(Path file) {
    var name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(
            new Part(
                file,
                Integer.parseInt(name.group(1)),
                Long.parseLong(name.group(2)),
                Long.parseLong(name.group(3))))
        : Optional.empty();
  }

  static String name(int partition, long begin, long end, FileFormat format) {
    return String.format(
        Locale.ROOT, "p%02d-%012d-%012d.%s", partition, begin, end, format.extension());
  }

  /** Of a file that is being written: it begins with a dot, so that no pattern finds it. */
  static String unfinishedName(int partition, long begin) {
    return String.format(Locale.ROOT, ".p%02d-%012d.part", partition, begin);
  }
}
