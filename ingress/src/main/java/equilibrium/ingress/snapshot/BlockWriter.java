package equilibrium.ingress.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes a file of blocks. Not thread-safe. */
final class BlockWriter implements Closeable {
  private final FileChannel channel;
  private final ByteBuffer content = ByteBuffer.allocate(Block.MOST_BYTES);
  private Block.Kind kind = Block.Kind.ORIGIN;
  private long number;

  /** Writes the head of the file. */
  BlockWriter(FileChannel channel) throws IOException {
    this.channel = channel;
    write(
        ByteBuffer.allocate(Block.FILE_HEADER_BYTES)
            .putInt(Block.MAGIC)
            .putInt(Block.VERSION)
            .flip());
  }

  /**
   * Where the next entry of a kind is put.
   *
   * @param bytes of the entry; at most {@link Block#MOST_BYTES} - {@link Block#FULL_BYTES}
   */
  ByteBuffer entry(Block.Kind of, int bytes) throws IOException {
    if (of != kind || content.position() >= Block.FULL_BYTES || content.remaining() < bytes) {
      flush();
      kind = of;
    }
    return content;
  }

  @SuppressWarnings("EnumOrdinal") // no kind of a stored block ever moves
  private void flush() throws IOException {
    if (content.position() == 0) {
      return;
    }
    content.flip();
    write(
        ByteBuffer.allocate(Block.HEADER_BYTES)
            .put((byte) kind.ordinal())
            .putInt(content.remaining())
            .putInt(Block.checksum(number, kind, content))
            .flip());
    write(content);
    content.clear();
    number++;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes the last block, and waits until the disk has the file. */
  void end() throws IOException {
    flush();
    long before = number;
    entry(Block.Kind.END, Long.BYTES).putLong(before);
    flush();
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
