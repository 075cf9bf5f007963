package equilibrium.analyst.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.database.ValueFeed;
import equilibrium.analyst.table.Column;
import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.platform.member.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A folder with one result, which comes from no topic: a Parquet file for each table, and {@code
 * manifest.json}, which is written last. Each has its name only when it is whole and on disk.
 */
public final class ResultFolder implements AutoCloseable {
  private static final int FORMAT = 1;

  private final Path folder;
  private final ArchiveLock lock;
  private final List<Table> tables = new ArrayList<>();

  private record Table(String name, long rows, List<? extends Column<?>> columns) {}

  private ResultFolder(Path folder, ArchiveLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * A folder, created if it is missing. A {@link Fault} if it has a manifest, or if another result
   * is written to it.
   */
  public static ResultFolder begin(Path folder) {
    try {
      var _ = TableFolder.create(folder);
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(folder, e.getMessage()), e);
    }
    var lock = ArchiveLock.of(folder);
    if (Files.exists(folder.resolve(Manifest.FILE))) {
      lock.close();
      throw new Fault(
          "%s has a manifest.json, of a result or an export: name another folder"
              .formatted(folder));
    }
    return new ResultFolder(folder, lock);
  }

  /** Writes a table. One of a run that was killed is replaced. */
  public <T> void write(
      Database database, String table, List<Column<T>> columns, Iterator<T> rows) {
    var unfinished = folder.resolve("." + table + ".part");
    var feed = new ValueFeed<>(columns, rows);
    try {
      Files.deleteIfExists(unfinished);
      long written = database.run(number -> copy(number, unfinished), feed);
      long found =
          database.number("SELECT count(*) FROM read_parquet(%s)".formatted(text(unfinished)));
      if (written != feed.rows() || found != feed.rows()) {
        throw new Fault(
            "%s: %d rows were made, %d written and %d found in the file"
                .formatted(unfinished, feed.rows(), written, found));
      }
      TableFolder.publish(unfinished, folder.resolve(table + ".parquet"));
      tables.add(new Table(table, written, List.copyOf(columns)));
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(unfinished, e.getMessage()), e);
    }
  }

  private static String copy(long feed, Path file) {
    return "COPY (SELECT * FROM feed(%s)) TO %s (%s)"
        .formatted(feed, text(file), FileFormat.PARQUET.options());
  }

  private static String text(Path file) {
    return Database.quoted(file.toAbsolutePath().toString());
  }

  /**
   * Writes the manifest.
   *
   * @param facts about the result, by their names
   */
  public void finish(Privacy privacy, Map<String, String> facts) {
    try {
      DurableFile.write(folder.resolve(Manifest.FILE), json(privacy, facts));
    } catch (IOException e) {
      throw new Fault("the manifest in %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private String json(Privacy privacy, Map<String, String> facts) throws IOException {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("writer", "equilibrium " + Version.CURRENT);
      json.writeStringField("files", FileFormat.PARQUET.extension());
      json.writeBooleanField("addresses", privacy.addresses());
      json.writeStringField("ids", privacy.key() == null ? "as in the log" : "under a key");
      json.writeStringField("key", privacy.fingerprint());
      for (var fact : facts.entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeArrayFieldStart("tables");
      for (var table : tables) {
        write(json, table);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, Table table) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", table.name());
    json.writeNumberField("rows", table.rows());
    Manifest.writeColumns(json, table.columns());
    json.writeEndObject();
  }

  @Override
  public void close() {
    lock.close();
  }
}
