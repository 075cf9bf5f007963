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

  /** Is told the header, and what was read beyond it. */
  interface Reader {
    void read(ProxyHeader header, ByteBuffer rest);
  }

  private final Connection guest;
  private final ByteBuffer bytes = ByteBuffer.allocate(ProxyHeader.MOST_BYTES);
  private final XnioExecutor.@Nullable Key deadline;

  /** Closes the guest if the header is not there after so long. */
  ProxyReader(Connection guest, Duration within) {
    this.guest = guest;
    this.deadline = guest.closeAfter(within);
  }

  void read(Reader reader) {
    var source = guest.connection().getSourceChannel();
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
        guest.close(End.CLIENT);
      } else {
        source.resumeReads();
      }
    } catch (IOException _) {
      guest.close(End.CLIENT);
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

  /** The guest's connection, which reads this first. */
  static StreamConnection pushBack(Connection guest, ByteBuffer rest) {
    var source = guest.connection().getSourceChannel();
    if (rest.hasRemaining()) {
      var conduit = new PushBackStreamSourceConduit(source.getConduit());
      conduit.pushBack(Buffers.pooledWrapper(rest));
      source.setConduit(conduit);
    }
    return guest.connection();
  }
}
