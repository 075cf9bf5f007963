package equilibrium.analyst.archive;

import equilibrium.analyst.table.TopicTable;
import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The folder of one table: a folder for each day of append time, with files named by their offsets.
 */
public final class TableFolder {
  private final Path archive;
  private final Path folder;
  private final FileFormat format;

  public TableFolder(Path archive, String table, FileFormat format) {
    this.archive = archive;
    this.folder = archive.resolve(table);
    this.format = format;
  }

  /**
   * The offsets that files hold of a partition, from the first one's begin to the last one's end.
   */
  public record Held(long begin, long end) {}

  /** What is held, by partition. A {@link Fault} if files overlap or leave a gap. */
  public Map<Integer, Held> held() {
    var held = new TreeMap<Integer, Held>();
    var last = new TreeMap<Integer, Part>();
    for (var part : parts()) {
      var before = last.put(part.partition(), part);
      if (before == null) {
        held.put(part.partition(), new Held(part.begin(), part.end()));
      } else {
        demandNext(before, part);
        held.computeIfPresent(
            part.partition(), (_, former) -> new Held(former.begin(), part.end()));
      }
    }
    return held;
  }

  private static void demandNext(Part before, Part part) {
    if (before.end() != part.begin()) {
      throw new Fault(
          "%s ends at offset %d, but %s begins at %d: %s"
              .formatted(
                  before.file(),
                  before.end(),
                  part.file(),
                  part.begin(),
                  before.end() < part.begin() ? "a file is missing" : "they overlap"));
    }
  }

  private List<Part> parts() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder, 2)) {
      return files
          .map(Part::of)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingInt(Part::partition).thenComparingLong(Part::begin))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw fault(e);
    }
  }

  /** The files of a partition, in the order of their offsets. */
  List<Path> files(int partition) {
    return parts().stream().filter(part -> part.partition() == partition).map(Part::file).toList();
  }

  /** Deletes what a run that was killed left unfinished. */
  public void clean() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.walk(folder, 2)) {
      for (var file : files.filter(TableFolder::isUnfinished).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw fault(e);
    }
  }

  private static boolean isUnfinished(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.startsWith(".p") && name.endsWith(".part");
  }

  /** The folder of a day, created if it is missing, and then on disk before a file is in it. */
  Path day(String date) {
    var day = folder.resolve("date=" + date);
    try {
      if (!Files.isDirectory(day)) {
        var _ = create(day);
        DurableFile.force(folder);
        DurableFile.force(archive);
      }
      return day;
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Creates a folder that its owner may write and its group read. */
  public static Path create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    if (Files.exists(folder)) {
      throw new IOException("it is a file, expected a folder");
    }
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
  }

  /** Gives a whole file its name, and lets its owner's group read it. */
  static void publish(Path unfinished, Path file) throws IOException {
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r-----"));
    DurableFile.publish(unfinished, file);
  }

  /** What a query reads of all files; none if there are no files. */
  public Optional<String> query(TopicTable<?> table) {
    return parts().isEmpty()
        ? Optional.empty()
        : Optional.of(format.read(folder.toAbsolutePath() + pattern(), table));
  }

  private String pattern() {
    return "/*/p*." + format.extension();
  }

  FileFormat format() {
    return format;
  }

  private Fault fault(Exception cause) {
    return new Fault("the files in %s: %s".formatted(folder, cause.getMessage()), cause);
  }
}
