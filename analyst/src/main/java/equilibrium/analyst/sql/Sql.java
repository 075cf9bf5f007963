package equilibrium.analyst.sql;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Manifest;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.archive.TableFolder;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.database.Macros;
import equilibrium.analyst.database.Sources;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.TopicTables;
import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs statements over topics, an archive and PostgreSQL. Changes none of them. */
public final class Sql {
  private final SqlOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final LongAdder unreadable = new LongAdder();

  public Sql(SqlOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs all statements of a text.
   *
   * @param log topics; not read if only files are
   * @param postgres as the analyst's role
   */
  public void run(String text, Log log, PostgresSettings postgres) {
    var statements = Statements.of(text);
    if (statements.isEmpty()) {
      throw new Fault("there is no statement, expected at least one");
    }
    try (var database = open(log, postgres)) {
      if (options.isSafe()) {
        statements.forEach(statement -> demandQuery(database, statement));
      }
      var last = statements.removeLast();
      var before = options.format() == OutputFormat.SVG ? OutputFormat.TABLE : options.format();
      statements.forEach(statement -> print(database, statement, before));
      if (options.format() == OutputFormat.SVG) {
        draw(database, last);
      } else if (options.out() == null) {
        print(database, last, options.format());
      } else {
        write(database, last, options.out());
      }
    }
    reportUnreadable();
  }

  /** A database with all tables that the options name. */
  Database open(Log log, PostgresSettings postgres) {
    var database = Database.open(options.memory(), options.temporary());
    try {
      prepare(database, log, postgres);
      return database;
    } catch (Fault e) {
      database.close();
      throw e;
    }
  }

  void reportUnreadable() {
    if (unreadable.sum() > 0) {
      err.printf(
          Locale.ROOT, "%,d records could not be decoded and are left out%n", unreadable.sum());
    }
  }

  /** A {@link Fault} for what is no query: DuckDB would let it write into the archive. */
  private static void demandQuery(Database database, String statement) {
    var question =
        """
        SELECT coalesce(json_extract_string(parsed, '$.error'), 'true'),
               CASE json_extract_string(parsed, '$.error_type')
                 WHEN 'parser' THEN json_extract_string(parsed, '$.error_message')
                 ELSE 'it is no query' END
        FROM (SELECT json_serialize_sql(%s) AS parsed)
        """
            .formatted(Database.quoted(statement));
    database.query(
        question,
        rows -> {
          if (!rows.next() || !"false".equals(rows.getString(1))) {
            throw new Fault(
                "--safe takes queries only, such as SELECT, and refuses %s: %s"
                    .formatted(statement, rows.getString(2)));
          }
        });
  }

  private void print(Database database, String statement, OutputFormat format) {
    database.query(statement, rows -> new ResultText(out).print(rows, format));
  }

  private void draw(Database database, String query) {
    database.query(
        query,
        rows -> {
          var bars = Bars.of(rows, options.bars());
          var svg = new BarChart(Statements.title(query).orElse(bars.value()), bars).svg();
          var file = options.out();
          if (file == null) {
            out.print(svg);
            return;
          }
          var unfinished = unfinished(file);
          try {
            Files.writeString(unfinished, svg);
            DurableFile.publish(unfinished, file);
          } catch (IOException e) {
            throw new Fault("%s: %s".formatted(file, e.getMessage()), e);
          }
          err.printf(Locale.ROOT, "%,d bars in %s%n", bars.bars().size(), file);
        });
  }

  private void write(Database database, String query, Path file) {
    var unfinished = unfinished(file);
    try {
      Files.deleteIfExists(unfinished);
      long rows =
          database.run(
              "COPY (%s\n) TO %s (%s)" // the line end ends a comment
                  .formatted(query, quoted(unfinished), options.format().options()));
      DurableFile.publish(unfinished, file);
      err.printf(Locale.ROOT, "%,d rows in %s%n", rows, file);
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Path unfinished(Path file) {
    return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".part");
  }

  private void prepare(Database database, Log log, PostgresSettings postgres) {
    var archive = options.archive();
    var manifest = archive == null ? null : manifest(archive);
    var sources = new Sources(database, ids(manifest));
    var tables = new ArrayList<String>();
    for (var table : TopicTables.all(IdForm.RAW, false)) {
      var files = files(table, manifest);
      if (files.query() != null || !options.isFilesOnly()) {
        tables.add(table.name());
      }
      if (options.isFilesOnly()) {
        sources.addFiles(table.name(), files);
      } else {
        sources.addTopic(table.name(), files, log, (_, _, _) -> unreadable.increment());
      }
    }
    Macros.statements(tables).forEach(database::run);
    if (!options.isFilesOnly()) {
      addPostgres(sources, postgres);
    }
    if (options.isSafe()) {
      close(database);
    }
  }

  private static Manifest manifest(Path archive) {
    return Manifest.read(archive)
        .orElseThrow(
            () -> new Fault("%s has no manifest.json: is it an export?".formatted(archive)));
  }

  /** As the archive writes them, so that files and topics can be joined. */
  private Supplier<IdForm> ids(@Nullable Manifest manifest) {
    if (manifest == null || manifest.key().isEmpty()) {
      return () -> IdForm.RAW;
    }
    var privacy = new Privacy(false, options.key());
    var same = Manifest.of(manifest.format(), privacy);
    if (!options.isFilesOnly() && !same.key().equals(manifest.key())) {
      throw new Fault(
          "the archive's ids are under key %s: name its file by --pseudonym-key, or say --files-only"
              .formatted(manifest.key()));
    }
    return privacy::ids;
  }

  private Sources.Files files(TopicTable<?> table, @Nullable Manifest manifest) {
    var archive = options.archive();
    if (archive == null || manifest == null) {
      return new Sources.Files(null, new TreeMap<>());
    }
    FileFormat format = manifest.format();
    var folder = new TableFolder(archive, table.name(), format);
    var ends = new TreeMap<Integer, Long>();
    folder.held().forEach((partition, held) -> ends.put(partition, held.end()));
    var archived = TopicTables.of(table.name(), IdForm.RAW, manifest.addresses()).getFirst();
    return new Sources.Files(folder.query(archived).orElse(null), ends);
  }

  private void addPostgres(Sources sources, PostgresSettings postgres) {
    try {
      sources.addPostgres(postgres);
    } catch (SQLException e) {
      err.printf("schema pg is left out: PostgreSQL at %s: %s%n", postgres, e.getMessage());
    }
  }

  /** From here on no statement reads or writes another file, or changes that. */
  private void close(Database database) {
    var archive = options.archive();
    if (archive != null) {
      var _ = database.run("SET allowed_directories = [%s]".formatted(quoted(archive)));
    }
    var out = options.out();
    if (out != null) {
      var _ = database.run("SET allowed_paths = [%s]".formatted(quoted(unfinished(out))));
    }
    var _ = database.run("SET enable_external_access = false");
    var _ = database.run("SET lock_configuration = true");
  }

  private static String quoted(Path path) {
    return Database.quoted(path.toAbsolutePath().toString());
  }
}
