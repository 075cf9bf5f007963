package equilibrium.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hashes remembered chunks on disk, because libtorrent believes every chunk that it is given. After
 * a stop in order that nobody has written to the files since, 8 chunks by chance are enough;
 * otherwise all that are remembered.
 */
final class Verification implements AutoCloseable {
  static final int SAMPLE = 8;

  /**
   * The outcome.
   *
   * @param good remembered chunks that are right, or were not looked at
   * @param lost remembered chunks that are wrong
   * @param hashed how many were looked at
   */
  record Result(BitSet good, BitSet lost, int hashed) {}

  private final Torrent torrent;
  private final Path folder;
  private final byte[] buffer;
  private @Nullable FileChannel open;
  private @Nullable String openPath;

  private Verification(Torrent torrent, Path folder) {
    this.torrent = torrent;
    this.folder = folder;
    buffer = new byte[(int) Math.min(torrent.chunkBytes(), torrent.size())];
  }

  /** A sample if nobody has written to the files and all is not asked for, else everything. */
  static Result of(Content content, BitSet remembered, boolean all, RandomGenerator random) {
    try (var verification = new Verification(content.torrent(), content.folder())) {
      if (!all && content.isUntouched()) {
        var sample = sample(remembered, random);
        if (verification.wrong(sample).isEmpty()) {
          return new Result(remembered, new BitSet(), sample.cardinality());
        }
      }
      var lost = verification.wrong(remembered);
      var good = (BitSet) remembered.clone();
      good.andNot(lost);
      return new Result(good, lost, remembered.cardinality());
    }
  }

  private static BitSet sample(BitSet remembered, RandomGenerator random) {
    var chunks = remembered.stream().boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(chunks, Random.from(random));
    var sample = new BitSet();
    chunks.stream().limit(SAMPLE).forEach(sample::set);
    return sample;
  }

  private BitSet wrong(BitSet chunks) {
    var wrong = new BitSet();
    chunks.stream().filter(chunk -> !isRight(chunk)).forEach(wrong::set);
    return wrong;
  }

  private boolean isRight(int chunk) {
    int size = torrent.chunkSize(chunk);
    try {
      return read(torrent.offset(chunk), size) && torrent.isChunk(chunk, buffer, size);
    } catch (IOException _) {
      return false; // a file that is gone or cannot be read has no chunk
    }
  }

  /** Fills the buffer from all files that the bytes lie in; false if a file is too short. */
  private boolean read(long offset, int size) throws IOException {
    long start = 0;
    for (var part : torrent.parts()) {
      long from = Math.max(offset, start);
      long to = Math.min(offset + size, start + part.size());
      if (from < to) {
        var target = ByteBuffer.wrap(buffer, (int) (from - offset), (int) (to - from));
        if (!fill(target, part, from - start)) {
          return false;
        }
      }
      start += part.size();
    }
    return true;
  }

  private boolean fill(ByteBuffer target, Torrent.Part part, long position) throws IOException {
    if (part.isPadding()) {
      while (target.hasRemaining()) {
        target.put((byte) 0);
      }
      return true;
    }
    var file = channel(part.path());
    long at = position;
    while (target.hasRemaining()) {
      int read = file.read(target, at);
      if (read < 0) {
        return false;
      }
      at += read;
    }
    return true;
  }

  private FileChannel channel(String path) throws IOException {
    var channel = open;
    if (channel == null || !path.equals(openPath)) {
      close();
      channel = FileChannel.open(folder.resolve(path));
      open = channel;
      openPath = path;
    }
    return channel;
  }

  @Override
  public void close() {
    var channel = open;
    open = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // it was only read
      }
    }
  }
}
