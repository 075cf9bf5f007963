package equilibrium.ingress.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one segment in order. What is no valid record is passed over, up to the next
 * valid one. One thread.
 */
final class RecordReader {
  private static final int BUFFER_BYTES = 4 * RecordFormat.MOST_BYTES;

  private final Segment segment;
  private final long to;
  private final RecordFormat format = new RecordFormat();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long bufferAt;
  private long validTo;
  private int gaps;
  private boolean inGap;
  private boolean garbage;

  /**
   * Before the first record.
   *
   * @param from position in the spool where a record begins
   * @param to position where to end
   */
  RecordReader(Segment segment, long from, long to) {
    this.segment = segment;
    this.to = to;
    this.bufferAt = from;
    this.validTo = from;
  }

  /** The next valid record; null: there is none. */
  @Nullable SpooledEvent next() throws IOException {
    while (true) {
      if (buffer.remaining() < RecordFormat.MOST_BYTES && !fill() && !buffer.hasRemaining()) {
        return null;
      }
      var event = format.read(buffer, bufferAt + buffer.position());
      if (event != null) {
        gaps += inGap ? 1 : 0;
        inGap = false;
        validTo = event.next();
        garbage = false;
        return event;
      }
      inGap = true;
      pass();
    }
  }

  /** Moves on by one byte at least, to where a record may begin. */
  private void pass() {
    do {
      garbage |= buffer.get() != 0;
    } while (buffer.hasRemaining()
        && buffer.get(buffer.position()) != (byte) (RecordFormat.MAGIC >>> 24));
  }

  /** Reads more behind what remains; false: there is no more. */
  private boolean fill() throws IOException {
    long next = bufferAt + buffer.limit();
    bufferAt += buffer.position();
    buffer.compact();
    int room = (int) Math.min(buffer.remaining(), Math.max(0, to - next));
    int kept = buffer.position();
    buffer.limit(kept + room);
    segment.read(buffer, next);
    boolean more = buffer.position() > kept;
    buffer.flip();
    return more;
  }

  /** Position behind the last valid record that was read. */
  long validTo() {
    return validTo;
  }

  /** Places between valid records that hold no valid record: damage. */
  int gaps() {
    return gaps;
  }

  /** Whether anything but zeros follows the last valid record. To be asked at the end. */
  boolean endsInGarbage() {
    return garbage;
  }
}
