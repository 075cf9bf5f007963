package equilibrium.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of which contents a peer has, in SQLite ({@code peer.db}). The table {@code CHUNK}
 * is the replicated-tracker document's; {@code CONTENT} says to what its rows belong. New chunks
 * are written together, after 100 ms or 1,000 of them; lost ones at once. A row is a claim, which
 * {@link Verification} checks.
 */
final class ChunkMemory implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final long PAUSE_MILLIS = 100;
  private static final int BUSY_MILLIS = 5_000;

  private static final int CORRUPT = 11; // SQLITE_CORRUPT
  private static final Set<Integer> DAMAGED = Set.of(CORRUPT, 26); // and SQLITE_NOTADB

  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS CHUNK (
        sha1 TEXT NOT NULL CHECK (length(sha1) = 40), offset INTEGER NOT NULL CHECK (offset >= 0),
        PRIMARY KEY (sha1, offset)) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS CONTENT (
        sha1 TEXT PRIMARY KEY, name TEXT, folder TEXT, size INTEGER, chunk INTEGER, torrent BLOB,
        added TEXT, clean INTEGER NOT NULL, stamp TEXT) STRICT;
      """;

  /** A chunk, by its first byte. */
  private record Row(String sha1, long offset) {}

  private final Connection database;
  private final Consumer<String> failures;
  private final List<Row> pending = new ArrayList<>();
  private final ScheduledExecutorService writer;

  private ChunkMemory(Connection database, Consumer<String> failures) {
    this.database = database;
    this.failures = failures;
    writer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("peer-memory").factory());
    var _ =
        writer.scheduleWithFixedDelay(
            this::flush, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens {@code peer.db} of a folder, and creates it if it is missing. A damaged one is set aside.
   *
   * @param failures is told in one sentence when the memory was damaged, or when chunks cannot be
   *     written; they are then not remembered, and fetched again by the next process
   */
  static ChunkMemory open(Path folder, Consumer<String> failures) {
    var file = folder.resolve("peer.db");
    try {
      var unpacked = Files.createDirectories(folder.resolve("native"));
      System.setProperty("org.sqlite.tmpdir", unpacked.toString());
      try {
        return new ChunkMemory(connected(file), failures);
      } catch (SQLException e) {
        if (!DAMAGED.contains(e.getErrorCode())) {
          throw e;
        }
        failures.accept(
            "%s is damaged (%s) and is now %s: get each torrent again, and what is on disk is hashed anew"
                .formatted(file, e.getMessage(), setAside(file)));
        return new ChunkMemory(connected(file), failures);
      }
    } catch (IOException | SQLException e) {
      throw new PeerFault(
          "%s cannot be used (%s): move it away, and what is on disk is checked anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static Connection connected(Path file) throws SQLException {
    var database = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = database.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=NORMAL");
      demandWhole(statement);
      statement.executeUpdate(TABLES);
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  private static void demandWhole(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA quick_check(1)")) {
      var found = row.next() ? row.getString(1) : "nothing";
      if (!found.equals("ok")) {
        throw new SQLException(found.substring(1 + found.lastIndexOf('\n')), null, CORRUPT);
      }
    }
  }

  /** With its log, so that both can still be looked at. Returns the new place. */
  private static Path setAside(Path file) throws IOException {
    var aside = Path.of("%s.damaged-%d".formatted(file, Instant.now().getEpochSecond()));
    for (var end : List.of("", "-wal", "-shm")) {
      var part = Path.of(file + end);
      if (Files.exists(part)) {
        Files.move(part, Path.of(aside + end));
      }
    }
    return aside;
  }

  /** All contents, the oldest first. */
  synchronized List<Content> contents() {
    var sql =
        "SELECT torrent, folder, CASE clean WHEN 1 THEN stamp END FROM CONTENT ORDER BY added";
    try (var select = database.prepareStatement(sql);
        var row = select.executeQuery()) {
      var all = new ArrayList<Content>();
      while (row.next()) {
        all.add(
            new Content(Torrent.of(row.getBytes(1)), Path.of(row.getString(2)), row.getString(3)));
      }
      return all;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Nullable Content content(String sha1) {
    return contents().stream()
        .filter(content -> content.torrent().sha1().equals(sha1))
        .findFirst()
        .orElse(null);
  }

  /**
   * Adds a content; one that is there only gets the folder. It is not clean until it is stopped.
   */
  synchronized void remember(Torrent torrent, Path folder) {
    update(
        """
        INSERT INTO CONTENT (sha1, name, folder, size, chunk, torrent, added, clean)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (sha1) DO UPDATE SET folder = excluded.folder, clean = 0, stamp = NULL
        """,
        torrent.sha1(),
        torrent.name(),
        folder.toAbsolutePath().toString(),
        torrent.size(),
        torrent.chunkBytes(),
        torrent.bytes(List.of()),
        Instant.now().toString());
  }

  /** Its files are as they should be until somebody writes to them. */
  void stopped(Content content) {
    flush();
    update(
        "UPDATE CONTENT SET clean = 1, stamp = ? WHERE sha1 = ?",
        Content.stamp(content.torrent(), content.folder()),
        content.torrent().sha1());
  }

  /** Forgets a content and its chunks; its files stay. */
  void forget(String sha1) {
    flush();
    update("DELETE FROM CHUNK WHERE sha1 = ?", sha1);
    update("DELETE FROM CONTENT WHERE sha1 = ?", sha1);
  }

  /** The remembered chunks by their number. */
  synchronized BitSet chunks(Torrent torrent) {
    flush();
    var found = new BitSet(torrent.chunks());
    try (var select = database.prepareStatement("SELECT offset FROM CHUNK WHERE sha1 = ?")) {
      select.setString(1, torrent.sha1());
      try (var row = select.executeQuery()) {
        while (row.next()) {
          long offset = row.getLong(1);
          if (offset % torrent.chunkBytes() == 0 && offset < torrent.size()) {
            found.set((int) (offset / torrent.chunkBytes()));
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** A chunk whose hash was right. */
  synchronized void add(String sha1, long offset) {
    pending.add(new Row(sha1, offset));
    if (pending.size() >= BATCH) {
      flush();
    }
  }

  void addAll(Torrent torrent, BitSet chunks) {
    chunks.stream().forEach(chunk -> add(torrent.sha1(), torrent.offset(chunk)));
    flush();
  }

  void lose(String sha1, long offset) {
    flush();
    update("DELETE FROM CHUNK WHERE sha1 = ? AND offset = ?", sha1, offset);
  }

  /** Writes what is waiting. */
  synchronized void flush() {
    if (pending.isEmpty()) {
      return;
    }
    try (var insert =
        database.prepareStatement("INSERT OR IGNORE INTO CHUNK (sha1, offset) VALUES (?, ?)")) {
      database.setAutoCommit(false);
      for (var row : pending) {
        insert.setString(1, row.sha1());
        insert.setLong(2, row.offset());
        insert.addBatch();
      }
      insert.executeBatch();
      database.commit();
    } catch (SQLException e) {
      failures.accept(
          "%d chunks are not remembered, the next start fetches them again: %s"
              .formatted(pending.size(), e.getMessage()));
      rollBack();
    } finally {
      pending.clear();
      endTransaction();
    }
  }

  private void rollBack() {
    try {
      database.rollback();
    } catch (SQLException _) {
      // nothing was written, which has been said
    }
  }

  private void endTransaction() {
    try {
      database.setAutoCommit(true);
    } catch (SQLException e) {
      failures.accept("peer.db cannot be used: " + e.getMessage());
    }
  }

  private synchronized void update(String sql, Object... values) {
    try (var statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static PeerFault failed(SQLException e) {
    return new PeerFault("peer.db cannot be used: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      var _ = writer.awaitTermination(BUSY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    flush();
    closeDatabase();
  }

  private synchronized void closeDatabase() {
    try {
      database.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
