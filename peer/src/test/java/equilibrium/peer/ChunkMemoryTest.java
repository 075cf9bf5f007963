package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkMemoryTest {
  private static final int CHUNK = 16 << 10;
  private static final int CHUNKS = 40;

  @TempDir Path folder;
  private Torrent torrent;
  private Path data;

  @BeforeEach
  void make() throws IOException {
    byte[] content = new byte[CHUNK * CHUNKS - 7];
    new SplittableRandom(1).nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
    torrent = TorrentMaker.of(file, CHUNK, false);
    data = Files.createDirectories(folder.resolve("data"));
  }

  @Test
  void theTableIsTheDocumentsAndReadableBySql() throws SQLException {
    try (var memory = open()) {
      memory.remember(torrent, folder);
      memory.add(torrent.sha1(), 0);
      memory.add(torrent.sha1(), 3 * CHUNK);
      memory.add(torrent.sha1(), 3 * CHUNK);
    }

    try (var db = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("peer.db"));
        var row =
            db.createStatement()
                .executeQuery("SELECT group_concat(sha1 || ' ' || offset, ',') FROM CHUNK")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1))
          .isEqualTo("%s 0,%s %d".formatted(torrent.sha1(), torrent.sha1(), 3 * CHUNK));
    }
  }

  @Test
  void chunksOutliveTheProcessUntilTheyAreLost() {
    try (var memory = open()) {
      memory.remember(torrent, folder);
      memory.addAll(torrent, set(1, 2, 39));
      memory.lose(torrent.sha1(), 2 * CHUNK);
    }

    try (var memory = open()) {
      assertThat(memory.chunks(torrent)).isEqualTo(set(1, 39));
      memory.forget(torrent.sha1());
      assertThat(memory.chunks(torrent).isEmpty()).isTrue();
      assertThat(memory.contents()).isEmpty();
    }
  }

  @Test
  void aChunkIsWrittenSoonWithoutAClose() throws Exception {
    try (var memory = open()) {
      memory.remember(torrent, folder);
      memory.add(torrent.sha1(), CHUNK);

      try (var db = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("peer.db"));
          var count = db.prepareStatement("SELECT count(*) FROM CHUNK")) {
        RecordedEvents.await(
            "the row is there",
            () -> "it is not",
            () -> {
              try (var row = count.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
      }
    }
  }

  @Test
  void onlyAStopInOrderLeavesAStamp() {
    try (var memory = open()) {
      memory.remember(torrent, folder);
      assertThat(memory.contents().getFirst().isUntouched()).isFalse();
      memory.stopped(new Content(torrent, folder, null));
    }

    try (var memory = open()) {
      assertThat(memory.contents().getFirst().isUntouched()).isTrue();
      memory.remember(torrent, folder);
      assertThat(memory.contents().getFirst().isUntouched()).isFalse();
    }
  }

  @Test
  void announceKeysAreNotInTheMemory() throws IOException {
    var withKey = Torrent.of(torrent.bytes(List.of("http://127.0.0.1/announce/secret")));

    try (var memory = open()) {
      memory.remember(withKey, folder);
      assertThat(memory.contents().getFirst().torrent().trackers()).isEmpty();
    }

    assertThat(new String(Files.readAllBytes(data.resolve("peer.db")), ISO_8859_1))
        .doesNotContain("secret");
  }

  @Test
  void aDamagedMemoryIsSetAsideAndSaidSo() throws IOException {
    var file = data.resolve("peer.db");
    var all = new BitSet();
    all.set(0, CHUNKS);
    for (var damage : List.of("no database", "a page of the table", "a short file")) {
      try (var memory = open()) {
        memory.remember(torrent, folder);
        memory.addAll(torrent, all);
      }
      byte[] bytes = Files.readAllBytes(file);
      switch (damage) {
        case "no database" -> Arrays.fill(bytes, 0, 100, (byte) 't');
        case "a page of the table" -> Arrays.fill(bytes, 4_096, 8_192, (byte) 't');
        default -> bytes = Arrays.copyOf(bytes, 4_096 + 17);
      }
      Files.write(file, bytes);
      var said = new ArrayList<String>();

      try (var memory = ChunkMemory.open(data, said::add)) {
        assertThat(memory.contents()).as(damage).isEmpty();
      }

      assertThat(said).as(damage).singleElement().asString().contains("is damaged", "is now");
      var aside = Path.of(said.getFirst().replaceAll(".* is now (\\S+): .*", "$1"));
      assertThat(aside).hasBinaryContent(bytes);
      Files.delete(aside);
    }
  }

  @Test
  void aMemoryThatCannotBeOpenedIsReportedWithWhatToDo() throws IOException {
    Files.createDirectories(data.resolve("peer.db"));

    assertThatThrownBy(this::open)
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("peer.db")
        .hasMessageContaining("move it away");
  }

  @Test
  void aVerificationLooksAtASampleOrAtEverythingThatIsRemembered() throws IOException {
    var all = new BitSet();
    all.set(0, CHUNKS);
    var random = new SplittableRandom(2);
    var stopped = new Content(torrent, folder, Content.stamp(torrent, folder));

    assertThat(Verification.of(stopped, all, false, random).hashed())
        .isEqualTo(Verification.SAMPLE);
    assertThat(Verification.of(stopped, all, true, random).hashed()).isEqualTo(CHUNKS);
    assertThat(Verification.of(stopped, set(4, 5), true, random).hashed()).isEqualTo(2);

    PeerTest.flip(folder.resolve("content"), 4L * CHUNK + 1);
    Files.setLastModifiedTime(folder.resolve("content"), FileTime.fromMillis(1));

    var result = Verification.of(stopped, all, false, random);
    assertThat(result.lost()).isEqualTo(set(4));
    assertThat(result.good().cardinality()).isEqualTo(CHUNKS - 1);
  }

  @Test
  void aShortOrMissingFileLosesItsChunksAlone() throws IOException {
    var shared = Files.createDirectories(folder.resolve("shared"));
    for (var name : new String[] {"a", "b", "c"}) {
      byte[] content = new byte[CHUNK + CHUNK / 2];
      new SplittableRandom(name.hashCode()).nextBytes(content);
      Files.write(shared.resolve(name), content);
    }
    var several = TorrentMaker.of(shared, CHUNK, false);
    var all = new BitSet();
    all.set(0, several.chunks());
    var content = new Content(several, folder, null);
    Files.delete(shared.resolve("c"));

    // a is chunks 0 and 1, b is 1 and 2, c is 3 and 4
    assertThat(Verification.of(content, all, false, new SplittableRandom(1)).lost())
        .isEqualTo(set(3, 4));
    Files.write(shared.resolve("b"), new byte[1]);
    assertThat(Verification.of(content, all, false, new SplittableRandom(1)).lost())
        .isEqualTo(set(1, 2, 3, 4));
  }

  private ChunkMemory open() {
    return ChunkMemory.open(data, text -> assertThat(text).isNull());
  }

  private static BitSet set(int... chunks) {
    var set = new BitSet();
    for (int chunk : chunks) {
      set.set(chunk);
    }
    return set;
  }
}
