package equilibrium.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** The memory of a peer that does not run, to look at and to correct. */
public final class RememberedChunks implements AutoCloseable {
  /**
   * A content.
   *
   * @param there chunks that are remembered
   * @param chunks chunks in all
   * @param size bytes in all
   */
  public record Line(String sha1, String name, String folder, int there, int chunks, long size) {}

  private final FolderLock lock;
  private final ChunkMemory memory;

  private RememberedChunks(FolderLock lock, ChunkMemory memory) {
    this.lock = lock;
    this.memory = memory;
  }

  /** Throws a {@link PeerFault} if a peer runs in the folder, or once if the memory is damaged. */
  public static RememberedChunks open(Path folder) {
    var lock = FolderLock.on(folder);
    try {
      return new RememberedChunks(lock, ChunkMemory.open(folder, RememberedChunks::fail));
    } catch (PeerFault e) {
      lock.close();
      throw e;
    }
  }

  private static void fail(String text) {
    throw new PeerFault(text);
  }

  public List<Line> all() {
    return memory.contents().stream()
        .map(content ->
            new Line(
                content.torrent().sha1(),
                content.torrent().name(),
                content.folder().toString(),
                memory.chunks(content.torrent()).cardinality(),
                content.torrent().chunks(),
                content.torrent().size()))
        .toList();
  }

  /** Hashes every remembered chunk and forgets the wrong ones; returns how many those are. */
  public int verify(String sha1) {
    var content = memory.content(sha1);
    if (content == null) {
      throw unknown(sha1);
    }
    var torrent = content.torrent();
    var result =
        Verification.of(content, memory.chunks(torrent), true, RandomGenerator.getDefault());
    result.lost().stream().forEach(chunk -> memory.lose(sha1, torrent.offset(chunk)));
    return result.lost().cardinality();
  }

  /** Forgets a content; its files stay. */
  public void forget(String sha1) {
    if (memory.content(sha1) == null) {
      throw unknown(sha1);
    }
    memory.forget(sha1);
  }

  private static PeerFault unknown(String sha1) {
    return new PeerFault(sha1 + " is not remembered: peer chunks lists what is");
  }

  @Override
  public void close() {
    memory.close();
    lock.close();
  }
}
