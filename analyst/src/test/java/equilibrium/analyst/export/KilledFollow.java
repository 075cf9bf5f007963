package equilibrium.analyst.export;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.TableFolder;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An archive that is killed while it is written; {@code -Danalyst.kills=50} kills more often. */
@ExtendWith(Servers.class)
class KilledFollow {
  private static final int KILLS = Integer.getInteger("analyst.kills", 20);

  @Test
  void afterKillsEachRecordIsInOneFile(KafkaServer server) throws Exception {
    server.empty();
    var kafka = server.settings(Written.PARTITIONS);
    try (var folder = Folder.temporary();
        var written = new Written(kafka, Topics.ANNOUNCES)) {
      var archive = folder.path().resolve("archive");
      var isOver = new AtomicBoolean();
      var writer = Thread.ofPlatform().start(() -> write(written, isOver));

      for (int kill = 0; kill < KILLS; kill++) {
        killAfterSomeFiles(kafka, archive);
      }
      isOver.set(true);
      writer.join();
      FollowProcess.export(kafka, archive).run();

      int announces = written.announces().size();
      var held = new TableFolder(archive, "announces", FileFormat.PARQUET).held().values();
      assertThat(held.stream().mapToLong(one -> one.end() - one.begin()).sum())
          .isEqualTo(announces);
      assertThat(number(archive, "count(*)")).isEqualTo(announces);
      assertThat(number(archive, "count(DISTINCT event_sequence)")).isEqualTo(announces);
    }
  }

  private static void write(Written written, AtomicBoolean isOver) {
    while (!isOver.get()) {
      written.announces(20);
      LockSupport.parkNanos(20_000_000); // a steady load
    }
  }

  private static void killAfterSomeFiles(KafkaSettings kafka, Path archive) throws Exception {
    long before = files(archive);
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                FollowProcess.class.getName(),
                String.valueOf(kafka.clients().get(KafkaSettings.BOOTSTRAP)),
                archive.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File("target/follow.log"))
            .start();
    try {
      Await.until("files appear", () -> files(archive), files -> files > before + 3);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static long files(Path archive) throws IOException {
    if (!Files.isDirectory(archive)) {
      return 0;
    }
    try (var files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    } catch (UncheckedIOException _) { // a file got its name meanwhile
      return 0;
    }
  }

  private static long number(Path archive, String what) throws Exception {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var select = duckdb.createStatement();
        var row =
            select.executeQuery(
                "SELECT %s FROM read_parquet('%s/announces/*/p*.parquet')"
                    .formatted(what, archive.toAbsolutePath()))) {
      row.next();
      return row.getLong(1);
    }
  }
}
