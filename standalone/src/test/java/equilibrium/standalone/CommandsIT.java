package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator says is in force when the command has ended, or a moment later. */
class CommandsIT {
  private static final String HASH = "b".repeat(20);
  private static final String HASH_IN_HEX = "62".repeat(20);
  private static final Pattern ISSUED =
      Pattern.compile("client +([0-9a-f]{32})\nkey +([0-9a-f]{32})\nannounce +(\\S+)\n(?s:.*)");

  @TempDir static Path folder;
  private static TrackerFixture tracker;

  @BeforeAll
  static void start() {
    tracker = TrackerFixture.on(folder, Map.of("ingress.identity", "key"));
  }

  @AfterAll
  static void stop() {
    tracker.close();
  }

  /** A client with a key of its own. */
  private record Keyed(String id, String key) {
    static Keyed issued(String printed) {
      var match = ISSUED.matcher(printed);
      assertThat(match.matches()).as(printed).isTrue();
      assertThat(match.group(3)).endsWith("/announce/" + match.group(2));
      return new Keyed(match.group(1), match.group(2));
    }

    boolean isServed(String hash) throws Exception {
      return !new TestPeer(tracker.announceUrl("http"), key, "keyed", 1234)
          .reply(hash, "left=0")
          .contains("failure reason");
    }
  }

  @Test
  void aKeyIsGoodFromItsIssueToItsRevocation() throws Exception {
    var anna = Keyed.issued(tracker.run("keys", "issue", "--note", "Anna's"));
    assertThat(tracker.run("keys", "list")).contains(anna.id() + "\tissued\t").contains("\tAnna's");
    Await.until("the key is good", () -> anna.isServed("c".repeat(20)));

    var again = Keyed.issued(tracker.run("keys", "rotate", anna.id()));
    assertThat(again.id()).isEqualTo(anna.id());
    Await.until("the other key is good", () -> again.isServed("d".repeat(20)));
    assertThat(anna.isServed("e".repeat(20))).as("the old key, in its grace").isTrue();

    tracker.run("keys", "revoke", anna.id());
    Await.until("no key is good", () -> !again.isServed("c".repeat(20)));
    assertThat(anna.isServed("c".repeat(20))).isFalse();
    assertThat(tracker.run("keys", "list")).contains(anna.id() + "\trevoked\t");
  }

  @Test
  void aDeniedTorrentIsRefusedUntilTheWordIsTakenBack() throws Exception {
    var ben = Keyed.issued(tracker.run("keys", "issue"));
    Await.until("the key is good", () -> ben.isServed(HASH));

    tracker.run("torrents", "deny", HASH_IN_HEX, "--name", "A torrent");
    assertThat(tracker.run("torrents", "list")).contains(HASH_IN_HEX + "\tdenied\t");
    Await.until("the torrent is refused", () -> !ben.isServed(HASH));

    tracker.run("torrents", "remove", HASH_IN_HEX);
    assertThat(tracker.run("torrents", "list")).isEmpty();
    Await.until("the torrent is served", () -> ben.isServed(HASH));
  }
}
