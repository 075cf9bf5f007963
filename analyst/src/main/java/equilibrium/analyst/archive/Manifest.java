package equilibrium.analyst.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import equilibrium.analyst.database.Macros;
import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.TopicTables;
import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.platform.member.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.SchemaNormalization;

/**
 * Says what the files of an archive hold: {@code manifest.json}, and {@code views.sql} for any
 * DuckDB.
 *
 * @param format of the files
 * @param addresses whether addresses are in them
 * @param key fingerprint of the key under which ids are written; empty: they are as in the log
 */
public record Manifest(FileFormat format, boolean addresses, String key) {
  static final String FILE = "manifest.json";
  private static final String VIEWS = "views.sql";
  private static final int FORMAT = 1;

  public static Manifest of(FileFormat format, Privacy privacy) {
    return new Manifest(format, privacy.addresses(), privacy.fingerprint());
  }

  /** The manifest of an archive; none: there is no archive yet. */
  public static Optional<Manifest> read(Path archive) {
    var file = archive.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var fields = scalars(DurableFile.read(file));
      return Optional.of(
          new Manifest(
              FileFormat.parse(fields.getOrDefault("files", "")),
              fields.getOrDefault("addresses", "").equals("true"),
              fields.getOrDefault("key", "")));
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The fields of the outermost object that are no objects or arrays, as texts. */
  private static Map<String, String> scalars(String json) throws IOException {
    var fields = new HashMap<String, String>();
    try (var parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        if (parser.nextToken().isStructStart()) {
          parser.skipChildren();
        } else {
          fields.put(name, parser.getText());
        }
      }
    }
    return fields;
  }

  /** A {@link Fault} if the archive holds files of another kind. */
  public void demandContinues(Path archive) {
    var former = read(archive);
    if (former.isPresent() && !former.get().equals(this)) {
      throw new Fault(
          "%s holds %s, expected %s: export to another folder"
              .formatted(archive, former.get(), this));
    }
  }

  /** Writes the manifest and the views of all tables that have files. */
  public void write(Path archive) {
    try {
      DurableFile.write(archive.resolve(FILE), json(archive));
      DurableFile.write(archive.resolve(VIEWS), views(archive));
    } catch (IOException e) {
      throw new Fault("the manifest in %s: %s".formatted(archive, e.getMessage()), e);
    }
  }

  private String json(Path archive) throws IOException {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("writer", "equilibrium " + Version.CURRENT);
      json.writeStringField("files", format.extension());
      json.writeBooleanField("addresses", addresses);
      json.writeStringField("ids", key.isEmpty() ? "as in the log" : "under a key");
      json.writeStringField("key", key);
      json.writeArrayFieldStart("tables");
      for (var table : TopicTables.all(IdForm.RAW, addresses)) {
        var held = new TableFolder(archive, table.name(), format).held();
        if (!held.isEmpty()) {
          write(json, table, held);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void write(
      JsonGenerator json, TopicTable<?> table, Map<Integer, TableFolder.Held> held)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", table.name());
    json.writeStringField("topic", table.topic().name());
    json.writeStringField("schema", table.schema().getFullName());
    json.writeStringField(
        "fingerprint", "%016x".formatted(SchemaNormalization.parsingFingerprint64(table.schema())));
    writeColumns(json, table.columns());
    json.writeArrayFieldStart("partitions");
    for (var entry : held.entrySet()) {
      json.writeStartObject();
      json.writeNumberField("partition", entry.getKey());
      json.writeNumberField("begin", entry.getValue().begin());
      json.writeNumberField("end", entry.getValue().end());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeColumns(JsonGenerator json, List<? extends Column<?>> columns)
      throws IOException {
    json.writeArrayFieldStart("columns");
    for (var column : columns) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type().name());
      json.writeStringField("unit", column.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Paths are relative, so that the folder can move: start DuckDB in it. */
  private String views(Path archive) {
    var views = new StringBuilder("-- In this folder: duckdb -init views.sql\n");
    var tables = new ArrayList<String>();
    for (var table : TopicTables.all(IdForm.RAW, addresses)) {
      if (!new TableFolder(archive, table.name(), format).held().isEmpty()) {
        tables.add(table.name());
        var query = format.read(table.name() + "/*/p*." + format.extension(), table);
        views
            .append("CREATE VIEW ")
            .append(table.name())
            .append(" AS ")
            .append(query)
            .append(";\n");
      }
    }
    Macros.statements(tables).forEach(macro -> views.append(macro).append(";\n"));
    return views.toString();
  }

  @Override
  public String toString() {
    return "%s files %s addresses, %s"
        .formatted(
            format.extension(),
            addresses ? "with" : "without",
            key.isEmpty() ? "ids as in the log" : "ids under key " + key);
  }
}
