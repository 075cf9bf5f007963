package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.http.connection.RequestHead.Incomplete;
import equilibrium.ingress.http.connection.RequestHead.Plain;
import equilibrium.ingress.http.connection.RequestHead.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Gives Undertow whole requests, in a form that it takes. Undertow's own parser answers others with
 * status 400 before any handler could count them or say why. A request that cannot be read is
 * replaced by {@link RequestProblem#asRequest one that names the problem}; what comes behind it is
 * not read.
 *
 * <pre>
 * bytes of one plain request ------------------------------------------> Undertow
 * other bytes -> held (a request that has begun) -> RequestHead.read -> ready -> Undertow
 * </pre>
 *
 * <p>Holds at most {@value RequestHead#MOST_BYTES} bytes, and what one read brings beyond them.
 * Used by the I/O thread of its connection.
 */
final class RequestReader extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Connection connection;
  private final Duration within;
  private String held = "";
  private ByteBuffer ready = NONE;
  private boolean isBodyMissing;
  private boolean isOver;
  private XnioExecutor.@Nullable Key deadline;

  private RequestReader(StreamSourceConduit next, Connection connection, Duration within) {
    super(next);
    this.connection = connection;
    this.within = within;
  }

  /**
   * Puts a reader in front of what reads from the stream, which is the connection's or TLS over it.
   *
   * @param within time from the first byte of a request to its last; then the connection is closed
   */
  static StreamConnection over(StreamConnection stream, Connection connection, Duration within) {
    var source = stream.getSourceChannel();
    source.setConduit(new RequestReader(source.getConduit(), connection, within));
    return stream;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!ready.hasRemaining()) {
      int start = into.position();
      int read = next.read(into);
      if (read <= 0 || isOver || isPlain(into, start)) {
        return read;
      }
      take(into, start, read);
    }
    int bytes = Math.min(into.remaining(), ready.remaining());
    into.put(ready.slice(ready.position(), bytes));
    ready.position(ready.position() + bytes);
    return bytes;
  }

  private boolean isPlain(ByteBuffer into, int start) {
    return held.isEmpty() && PlainRequest.isAll(into, start, into.position());
  }

  /** Takes what was read out of the buffer again. */
  private void take(ByteBuffer from, int start, int length) {
    byte[] bytes = new byte[length];
    from.get(start, bytes);
    from.position(start);
    take(held + new String(bytes, ISO_8859_1));
  }

  /** Makes ready what is whole, and holds what has only begun. */
  private void take(String text) {
    var whole = new StringBuilder();
    held = text;
    boolean isWhole = true;
    while (isWhole && !held.isEmpty()) {
      switch (RequestHead.read(held)) {
        case Plain(var plain, int bytes) -> {
          whole.append(plain);
          held = held.substring(bytes);
          await(false);
        }
        case Unreadable(var problem) -> {
          whole.append(problem.asRequest());
          end();
        }
        case Incomplete(boolean isHeadWhole) -> {
          held = held.substring(RequestHead.start(held));
          isBodyMissing = isHeadWhole;
          isWhole = false;
        }
      }
    }
    await(!held.isEmpty());
    makeReady(whole.toString());
  }

  private void makeReady(String requests) {
    ready = ByteBuffer.wrap(requests.getBytes(ISO_8859_1));
  }

  /** Reads no more requests. */
  private void end() {
    isOver = true;
    held = "";
  }

  /** Starts the clock for a request that has begun, or stops it. */
  private void await(boolean isBegun) {
    if (isBegun && deadline == null) {
      deadline = connection.after(within, this::expire);
    } else if (!isBegun && deadline != null) {
      deadline.remove();
      deadline = null;
    }
  }

  private void expire() {
    deadline = null;
    if (!isReadResumed()) { // a reply goes out first, and so long nothing is read
      await(true);
    } else if (isBodyMissing) {
      end();
      makeReady(RequestProblem.BODY.asRequest());
      next.wakeupReads();
    } else {
      connection.close(End.SLOW);
    }
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, through, target);
  }

  /** What is ready causes no event of the socket. */
  @Override
  public void resumeReads() {
    if (ready.hasRemaining()) {
      next.wakeupReads();
    } else {
      next.resumeReads();
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    if (!ready.hasRemaining()) {
      next.awaitReadable();
    }
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) throws IOException {
    if (!ready.hasRemaining()) {
      next.awaitReadable(time, unit);
    }
  }
}
