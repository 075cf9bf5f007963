package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill of docs/operate/backup.md, with the commands of that page. The tracker that is backed
 * up runs as a process of its own, so that it can be frozen for a copy of one moment, as by a
 * snapshot of its file system.
 */
class BackupIT {
  private static final String INFO_HASH = "a".repeat(20);
  private static final String DENIED = "64".repeat(20);
  private static final int PATIENCE_SECONDS = 60;

  private static final Pattern COMMAND =
      Pattern.compile("(?s)<!-- the drill runs this block -->\\n```sh\\n(.*?)```");

  private static final String STANDING =
      "SELECT encode(client_id, 'hex') || ' ' || score || ' ' || tier || ' ' || first_seen_at"
          + " FROM client_standings WHERE client_id = decode(?, 'hex') AND NOT deleted";

  @TempDir Path folder;

  @Test
  void aBackupOfARunningTrackerHoldsKeysTorrentsStandingsAndSwarms() throws Exception {
    String client;
    String key;
    String standing;
    try (var original = ChildTracker.on(folder.resolve("data"), folder.resolve("child.log"))) {
      original.run("torrents", "deny", DENIED);
      var issued = original.run("keys", "issue", "--note", "drill");
      client = word(issued, "client");
      key = word(issued, "key");
      new TestPeer(original.announceUrl(), key, "seeder", 1111)
          .announce(INFO_HASH, "event=started&left=0");
      try (var postgres = original.postgres()) {
        Await.until("the client has a standing", () -> standing(postgres, client) != null);
        original.freeze();
        shell(commands().getFirst());
        original.thaw();
        standing = requireNonNull(standing(postgres, client));
      }
      new TestPeer(original.announceUrl(), key, "after", 3333).announce(INFO_HASH, "left=1");
    }

    shell(commands().getLast());

    assertThat(folder.resolve("restored/postgres")).doesNotExist();
    try (var restored = TrackerFixture.on(folder.resolve("restored"), Map.of());
        var postgres = restored.postgres()) {
      Await.until(
          "the standing is projected again", () -> standing.equals(standing(postgres, client)));
      Await.until("the torrent is", () -> restored.run("torrents", "list").contains(DENIED));
      Await.until(
          "the key is",
          () -> restored.run("keys", "list"),
          keys -> keys.contains(client) && keys.contains("drill"));
      var stranger = new TestPeer(restored.announceUrl("http"), null, "leecher", 2222);
      assertThat(stranger.announce(INFO_HASH, "left=1")).containsExactly(1111);
      var keyed = new TestPeer(restored.announceUrl("http"), key, "seeder", 1111);
      Await.until(
          "the key is in force", () -> !keyed.reply(INFO_HASH, "left=0").contains("failure"));
      Await.until(
          "the torrent is denied",
          () -> keyed.reply("d".repeat(20), "left=0").contains("not allowed"));
    }
  }

  /** The two marked blocks of the page: to back up, and to restore. */
  private static List<String> commands() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "operate", "backup.md"));
    var found = COMMAND.matcher(page).results().map(block -> block.group(1)).toList();
    assertThat(found).hasSize(2);
    return found;
  }

  private void shell(String command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command);
    builder.environment().put("DATA", folder.resolve("data").toString());
    builder.environment().put("BACKUP", folder.resolve("backup.tar").toString());
    builder.environment().put("RESTORED", folder.resolve("restored").toString());
    var process = builder.redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  private static @Nullable String standing(Connection postgres, String client) throws SQLException {
    try (var statement = postgres.prepareStatement(STANDING)) {
      statement.setString(1, client);
      var row = statement.executeQuery();
      return row.next() ? row.getString(1) : null;
    }
  }

  /** What a line of the output says after this word. */
  private static String word(String printed, String name) {
    return printed
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
