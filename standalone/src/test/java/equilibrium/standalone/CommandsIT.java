package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.standalone.control.IdText;
import equilibrium.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes by commands are in force when the command has ended, or a moment later. */
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
    var desk = Keyed.issued(tracker.run("keys", "issue", "--note", "Desk's"));
    assertThat(tracker.run("keys", "list")).contains(desk.id() + "\tissued\t").contains("\tDesk's");
    Await.until("the key is good", () -> desk.isServed("c".repeat(20)));

    var again = Keyed.issued(tracker.run("keys", "rotate", desk.id()));
    assertThat(again.id()).isEqualTo(desk.id());
    Await.until("the other key is good", () -> again.isServed("d".repeat(20)));
    assertThat(desk.isServed("e".repeat(20))).as("the old key, in its grace").isTrue();

    tracker.run("keys", "revoke", desk.id());
    Await.until("no key is good", () -> !again.isServed("c".repeat(20)));
    assertThat(desk.isServed("c".repeat(20))).isFalse();
    assertThat(tracker.run("keys", "list")).contains(desk.id() + "\trevoked\t");

    var third = Keyed.issued(tracker.run("keys", "rotate", desk.id()));
    Await.until("a key drawn after that is good", () -> third.isServed("f".repeat(20)));
    assertThat(again.isServed("c".repeat(20))).as("the revoked key").isFalse();
  }

  @Test
  void aDeadLetterIsListedShownAndSentBackAndDoesNotLoop() throws Exception {
    send(Topics.ANNOUNCE_KEYS.name(), new byte[] {1, 2, 3}, "no key".getBytes(UTF_8));
    Await.until("it is listed", () -> letters().size() == 1);
    var listed = letters().getFirst().split("\t", -1);

    assertThat(tracker.run("dead-letters", "show", listed[0]))
        .contains("key\t3 bytes\t010203\n", "value\t6 bytes\t6e6f206b6579\n");
    assertThat(tracker.run("dead-letters", "replay", "--topic", Topics.ANNOUNCE_KEYS.name()))
        .isEqualTo("sent %s to announce-keys\n".formatted(listed[0]));

    Await.until("it has failed again", () -> letters().size() == 2);
    assertThat(letters().getLast()).contains("\tannounce-keys\t", "\treplayed\t");
    var again = tracker.printed("dead-letters", "replay", "--topic", Topics.ANNOUNCE_KEYS.name());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("no dead letter of this topic can be replayed");
    assertThat(tracker.printed("dead-letters", "show", "0-99").err())
        .contains("dead-letters has no record at 0-99");
  }

  private static List<String> letters() {
    return tracker
        .run("dead-letters", "list", "--topic", Topics.ANNOUNCE_KEYS.name())
        .lines()
        .toList();
  }

  private static void send(String topic, byte[] key, byte[] value) throws Exception {
    var bytes = new ByteArraySerializer();
    try (var producer =
        new KafkaProducer<>(tracker.tracker().platform().kafka().with(Map.of()), bytes, bytes)) {
      var _ = producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  @Test
  void aDeniedTorrentIsRefusedUntilItIsRemoved() throws Exception {
    var ben = Keyed.issued(tracker.run("keys", "issue"));
    Await.until("the key is good", () -> ben.isServed(HASH));

    tracker.run("torrents", "deny", HASH_IN_HEX, "--name", "A torrent");
    assertThat(tracker.run("torrents", "list")).contains(HASH_IN_HEX + "\tdenied\t");
    Await.until("the torrent is refused", () -> !ben.isServed(HASH));

    tracker.run("torrents", "remove", HASH_IN_HEX);
    assertThat(tracker.run("torrents", "list")).doesNotContain(HASH_IN_HEX);
    Await.until("the torrent is served", () -> ben.isServed(HASH));
  }

  @Test
  void detailsOfATorrentStayUntilTheyAreChanged() throws Exception {
    var hash = "71".repeat(20);
    tracker.run(
        "torrents", "allow", hash, "--name", "Kept", "--size", "77", "--licence=MIT", "--private");

    tracker.run("torrents", "deny", hash, "--piece-length=16384");

    try (var db = tracker.postgres();
        var row =
            db.createStatement()
                .executeQuery(
                    """
                    SELECT allowed, name, size_bytes, licence, private, piece_length
                    FROM registrations WHERE encode(info_hash, 'hex') = '%s'
                    """
                        .formatted(hash))) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean("allowed")).isFalse();
      assertThat(row.getString("name")).isEqualTo("Kept");
      assertThat(row.getLong("size_bytes")).isEqualTo(77);
      assertThat(row.getString("licence")).isEqualTo("MIT");
      assertThat(row.getBoolean("private")).isTrue();
      assertThat(row.getInt("piece_length")).isEqualTo(16384);
    }
  }

  @Test
  void theOtherHashOfAHybridTorrentIsItsAlias() throws Exception {
    var first = "74".repeat(20);
    var second = "75".repeat(20);
    var third = "76".repeat(20);

    tracker.run("torrents", "allow", second, "--alias-of", first);
    tracker.run("torrents", "allow", second, "--name=Kept");

    assertThat(aliasOf(second)).isEqualTo(first);
    var chained = tracker.printed("torrents", "allow", third, "--alias-of=" + second);
    assertThat(chained.exitCode()).isEqualTo(1);
    assertThat(chained.err()).contains(second).contains("expected its canonical hash " + first);

    tracker.run("torrents", "allow", second, "--alias-of", second);
    assertThat(aliasOf(second)).isNull();
  }

  private static @Nullable String aliasOf(String infoHash) throws Exception {
    try (var db = tracker.postgres();
        var select =
            db.prepareStatement(
                "SELECT encode(alias_of, 'hex') FROM registrations WHERE info_hash = ?")) {
      select.setBytes(1, IdText.infoHash(infoHash).bytes());
      var row = select.executeQuery();
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void oneAliasForManyTorrentsIsRefused() throws Exception {
    var file =
        Files.writeString(folder.resolve("aliases.txt"), "77".repeat(20) + "\n" + "78".repeat(20));

    var printed =
        tracker.printed("torrents", "allow", "--from=" + file, "--alias-of", "74".repeat(20));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains("--alias-of with 2 torrents: expected one");
  }

  @Test
  void removingATorrentThatIsNotRegisteredFails() throws Exception {
    var unknown = "72".repeat(20);
    var known = "73".repeat(20);
    tracker.run("torrents", "deny", known);
    var file = Files.writeString(folder.resolve("remove.txt"), unknown + "\n" + known + "\n");

    var printed = tracker.printed("torrents", "remove", "--from=" + file);

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains(unknown).doesNotContain(known);
    assertThat(printed.out()).isEqualTo("removed " + known + "\n");
  }

  @Test
  void manyTorrentsAndKeysAreHandledByOneCommandEach() throws Exception {
    var first = "74".repeat(20);
    var second = "75".repeat(20);
    var torrents =
        Files.writeString(folder.resolve("allow.txt"), first + "\n\n" + second + " A name\n");
    var notes = Files.writeString(folder.resolve("notes.txt"), "Cleo\nDan\n");

    var allowed = tracker.run("torrents", "allow", "--from=" + torrents);
    var issued = tracker.run("keys", "issue", "--from=" + notes);
    var counted = tracker.run("keys", "issue", "--count=3", "--note=many");

    assertThat(allowed.lines()).containsExactly("allowed " + first, "allowed " + second);
    assertThat(tracker.run("torrents", "list")).contains("\tA name\n");
    assertThat(issued.lines()).hasSize(2);
    assertThat(issued.lines().toList().getLast()).endsWith("\tDan");
    assertThat(counted.lines())
        .hasSize(3)
        .allMatch(line -> line.matches("[0-9a-f]{32}\t[0-9a-f]{32}\thttp://\\S+\tmany"));
    var key = issued.lines().findFirst().orElseThrow().split("\t", -1);
    Await.until("the key is good", () -> new Keyed(key[0], key[1]).isServed("f".repeat(20)));
  }

  @Test
  void aCommandWithAnotherDataFolderSaysWhichOneItLookedAt() {
    var printed = tracker.printedWith(folder.resolve("elsewhere"), "keys", "list");

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err().lines())
        .singleElement()
        .asString()
        .contains(folder.resolve("elsewhere").toString(), "postgres-password", "--data")
        .doesNotContain("SCRAM");
  }
}
