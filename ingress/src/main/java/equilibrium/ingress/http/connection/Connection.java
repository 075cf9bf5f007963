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
 * A connection from its accept to its end. It listens to the bytes going by to tell afterwards how
 * it ended: Undertow closes without a word. Used by the I/O thread of its connection.
 */
final class Connection {

  /** How a connection ended. */
  enum End {
    /** The client closed. */
    CLIENT,
    /** We closed, behind a reply that said so. */
    ANSWERED,
    /** It sent no request for too long. */
    IDLE,
    /** It took too long to send a request. */
    SLOW,
    /** It took too long to shake hands, or to send a PROXY header. */
    HANDSHAKE,
    /** Its PROXY header was missing or against the rules. */
    PROXY_HEADER,
    /** It is no trusted proxy, and only those may come. */
    UNTRUSTED,
    /** There were too many of its address. */
    PER_ADDRESS,
    /** There were too many of all. */
    FULL
  }

  /** What happened last. */
  private enum Last {
    NOTHING,
    HEARD,
    SAID,
    LEFT
  }

  private final StreamConnection connection;
  private final long idleNs;
  private volatile Last last = Last.NOTHING;
  private volatile long lastNs = System.nanoTime();
  private volatile @Nullable End end;
  private volatile @Nullable InetAddress counted;

  /** Takes it for idle if it ends so long after a reply, and for answered if sooner. */
  Connection(StreamConnection connection, Duration idle) {
    this.connection = connection;
    this.idleNs = idle.toNanos();
    var source = connection.getSourceChannel();
    source.setConduit(new ReadObserver(source.getConduit()));
    var sink = connection.getSinkChannel();
    sink.setConduit(new WriteObserver(sink.getConduit()));
  }

  StreamConnection connection() {
    return connection;
  }

  /** Under which address it counts; null: under none. */
  @Nullable InetAddress counted() {
    return counted;
  }

  void countAs(InetAddress address) {
    counted = address;
  }

  void close(End reason) {
    end = reason;
    IoUtils.safeClose(connection);
  }

  /** Closes after so long unless the key is removed before. */
  XnioExecutor.@Nullable Key closeAfter(Duration time) {
    try {
      return connection
          .getIoThread()
          .executeAfter(() -> close(End.HANDSHAKE), time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      return null; // the program ends, and every connection with it
    }
  }

  End end() {
    var told = end;
    if (told != null) {
      return told;
    }
    return switch (last) {
      case NOTHING -> End.IDLE;
      case HEARD -> End.SLOW;
      case SAID -> System.nanoTime() - lastNs < idleNs ? End.ANSWERED : End.IDLE;
      case LEFT -> End.CLIENT;
    };
  }

  private long heard(long bytes) {
    if (bytes != 0) {
      last = bytes < 0 ? Last.LEFT : Last.HEARD;
    }
    return bytes;
  }

  /** Most often a reset. */
  private IOException broken(IOException e) {
    last = Last.LEFT;
    return e;
  }

  private long said(long bytes) {
    if (bytes > 0) {
      last = Last.SAID;
      lastNs = System.nanoTime();
    }
    return bytes;
  }

  /** Hears what the client says. */
  private final class ReadObserver extends AbstractStreamSourceConduit<StreamSourceConduit> {
    ReadObserver(StreamSourceConduit next) {
      super(next);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      try {
        return (int) heard(next.read(into));
      } catch (IOException e) {
        throw broken(e);
      }
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      try {
        return heard(next.read(into, offset, length));
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }

  /** Hears what the client is told. */
  private final class WriteObserver extends AbstractStreamSinkConduit<StreamSinkConduit> {
    WriteObserver(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return (int) said(next.write(from));
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      return said(next.write(from, offset, length));
    }

    @Override
    public int writeFinal(ByteBuffer from) throws IOException {
      return (int) said(next.writeFinal(from));
    }

    @Override
    public long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
      return said(next.writeFinal(from, offset, length));
    }
  }
}
