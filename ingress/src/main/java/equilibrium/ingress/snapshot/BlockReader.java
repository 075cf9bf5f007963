package equilibrium.ingress.snapshot;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file of blocks, and refuses one that is not as it was written. */
final class BlockReader {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Takes the blocks of a file. */
  @FunctionalInterface
  interface Consumer {
    /** Takes one block, except the last; the content is overwritten by the next one. */
    void take(Block.Kind kind, ByteBuffer content) throws IOException;
  }

  private final byte[] content = new byte[Block.MOST_BYTES];

  /** Reads all blocks. Throws a {@link Damaged} that says what is wrong. */
  void read(Path file, Consumer consumer) throws IOException {
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      int magic = in.readInt();
      int version = in.readInt();
      if (magic != Block.MAGIC || version != Block.VERSION) {
        throw new Damaged(
            "it begins with %08x and version %d, expected %08x and version %d"
                .formatted(magic, version, Block.MAGIC, Block.VERSION));
      }
      long number = 0;
      while (block(in, number, consumer)) {
        number++;
      }
      if (in.read() >= 0) {
        throw new Damaged("it goes on behind its last block");
      }
    } catch (EOFException _) {
      throw new Damaged("its end is missing");
    }
  }

  /** Reads a block; false: it was the last one. */
  private boolean block(DataInputStream in, long number, Consumer consumer) throws IOException {
    var kind = Block.Kind.of(in.readUnsignedByte());
    int length = in.readInt();
    int checksum = in.readInt();
    if (kind == null || length < 0 || length > Block.MOST_BYTES) {
      throw new Damaged("block %d has no possible head".formatted(number));
    }
    in.readFully(content, 0, length);
    var bytes = ByteBuffer.wrap(content, 0, length);
    if (Block.checksum(number, kind, bytes) != checksum) {
      throw new Damaged("the checksum of block %d is wrong".formatted(number));
    }
    if (kind == Block.Kind.END) {
      return false;
    }
    consumer.take(kind, bytes);
    return true;
  }
}
