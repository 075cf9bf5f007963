package equilibrium.ingress.http.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A TCP connection from its accept to its end. It remembers what was read or written last, because
 * Undertow does not report why it closed a connection:
 *
 * <pre>
 * last event       then closed, counted as
 * nothing          IDLE
 * read             SLOW
 * written          ANSWERED; IDLE if the idle time had passed
 * end or error     CLIENT
 * </pre>
 *
 * <p>Used by the I/O thread of its connection.
 */
final class Connection {

  /** How a connection ended. */
  enum End {
    /** The client closed it, or the network did. */
    CLIENT,
    /** The tracker closed it behind a reply that announced it. */
    ANSWERED,
    /** No request came for too long. */
    IDLE,
    /** A request took too long to arrive. */
    SLOW,
    /** A TLS handshake or a PROXY header took too long to arrive. */
    HANDSHAKE,
    /** The PROXY header was missing or malformed. */
    PROXY_HEADER,
    /** It came from no trusted proxy, and only those are accepted. */
    UNTRUSTED,
    /** Its address had too many connections. */
    PER_ADDRESS,
    /** There were too many connections. */
    FULL,
    /** A drill makes this node deaf. */
    DEAF
  }

  /** What happened last. */
  private enum Last {
    NOTHING,
    READ,
    WRITTEN,
    ENDED
  }

  private final StreamConnection connection;
  private final long idleNs;
  private volatile Last last = Last.NOTHING;
  private volatile long lastNs = System.nanoTime();
  private volatile @Nullable End end;
  private volatile @Nullable InetAddress countedAddress;

  /** Counts an end this long after a reply as {@link End#IDLE}, a sooner one as answered. */
  Connection(StreamConnection connection, Duration idle) {
    this.connection = connection;
    this.idleNs = idle.toNanos();
    var source = connection.getSourceChannel();
    source.setConduit(new ReadObserver(source.getConduit()));
    var sink = connection.getSinkChannel();
    sink.setConduit(new WriteObserver(sink.getConduit()));
  }

  StreamConnection stream() {
    return connection;
  }

  /** The address that it counts for; null: none yet, or a trusted proxy's. */
  @Nullable InetAddress countedAddress() {
    return countedAddress;
  }

  void countFor(InetAddress address) {
    countedAddress = address;
  }

  /** Bytes of the client were read before XNIO had the connection. */
  void begun() {
    last = Last.READ;
  }

  void close(End reason) {
    end = reason;
    IoUtils.safeClose(connection);
  }

  /** Closes after so long, unless the key is removed before. */
  XnioExecutor.@Nullable Key closeAfter(Duration time) {
    return after(time, () -> close(End.HANDSHAKE));
  }

  /** Runs a task after so long; null: it never will, since the program ends. */
  XnioExecutor.@Nullable Key after(Duration time, Runnable task) {
    try {
      return connection.getIoThread().executeAfter(task, time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      return null;
    }
  }

  End end() {
    var known = end;
    if (known != null) {
      return known;
    }
    return switch (last) {
      case NOTHING -> End.IDLE;
      case READ -> End.SLOW;
      case WRITTEN -> System.nanoTime() - lastNs < idleNs ? End.ANSWERED : End.IDLE;
      case ENDED -> End.CLIENT;
    };
  }

  private long read(long bytes) {
    if (bytes != 0) {
      last = bytes < 0 ? Last.ENDED : Last.READ;
    }
    return bytes;
  }

  /** Most often a reset. */
  private IOException broken(IOException e) {
    last = Last.ENDED;
    return e;
  }

  private long written(long bytes) {
    if (bytes > 0) {
      last = Last.WRITTEN;
      lastNs = System.nanoTime();
    }
    return bytes;
  }

  /** Sees the bytes that the client sends. */
  private final class ReadObserver extends AbstractStreamSourceConduit<StreamSourceConduit> {
    ReadObserver(StreamSourceConduit next) {
      super(next);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      try {
        return (int) Connection.this.read(next.read(into));
      } catch (IOException e) {
        throw broken(e);
      }
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      try {
        return Connection.this.read(next.read(into, offset, length));
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }

  /** Sees the bytes that are sent to the client. */
  private final class WriteObserver extends AbstractStreamSinkConduit<StreamSinkConduit> {
    WriteObserver(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return (int) written(next.write(from));
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      return written(next.write(from, offset, length));
    }

    @Override
    public int writeFinal(ByteBuffer from) throws IOException {
      return (int) written(next.writeFinal(from));
    }

    @Override
    public long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
      return written(next.writeFinal(from, offset, length));
    }
  }
}
