package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.http.connection.ProxyHeader.Incomplete;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.Buffers;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.PushBackStreamSourceConduit;

/** Reads a PROXY header from a connection, in however many pieces it comes. */
final class ProxyReader {

  /** Takes the header, and what was read behind it. */
  interface Reader {
    void read(ProxyHeader header, ByteBuffer rest);
  }

  private final Connection connection;
  private final ByteBuffer bytes = ByteBuffer.allocate(ProxyHeader.MOST_BYTES);
  private final XnioExecutor.@Nullable Key deadline;

  /** Closes the connection if the header is not whole within so long. */
  ProxyReader(Connection connection, Duration within) {
    this.connection = connection;
    this.deadline = connection.closeAfter(within);
  }

  void read(Reader reader) {
    var source = connection.stream().getSourceChannel();
    source.setReadListener(channel -> more(channel, reader));
    more(source, reader);
  }

  private void more(ConduitStreamSourceChannel source, Reader reader) {
    try {
      int read = source.read(bytes);
      while (read > 0) {
        var header = ProxyHeader.read(bytes.duplicate().flip());
        if (!(header instanceof Incomplete) || !bytes.hasRemaining()) {
          finish(source, reader, header);
          return;
        }
        read = source.read(bytes);
      }
      if (read < 0) {
        connection.close(End.CLIENT);
      } else {
        source.resumeReads();
      }
    } catch (IOException _) {
      connection.close(End.CLIENT);
    }
  }

  private void finish(ConduitStreamSourceChannel source, Reader reader, ProxyHeader header) {
    if (deadline != null) {
      deadline.remove();
    }
    source.suspendReads();
    source.setReadListener(null);
    bytes.flip();
    if (header instanceof ProxyHeader.Complete(_, int length)) {
      bytes.position(length);
    }
    reader.read(header, bytes);
  }

  /** The stream of the connection, from which these bytes are read first. */
  static StreamConnection pushBack(Connection connection, ByteBuffer rest) {
    var source = connection.stream().getSourceChannel();
    if (rest.hasRemaining()) {
      var conduit = new PushBackStreamSourceConduit(source.getConduit());
      conduit.pushBack(Buffers.pooledWrapper(rest));
      source.setConduit(conduit);
    }
    return connection.stream();
  }
}
