package equilibrium.ingress.http.connection;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * Makes connections of XNIO from sockets that were accepted without it. XNIO offers no way, so this
 * does what {@code NioTcpServer.accept} of XNIO 3.8 does, with types that are not public.
 */
final class XnioStreams {
  private final XnioWorker worker;
  private final Method register;
  private final Constructor<?> connection;

  private XnioStreams(XnioWorker worker, Method register, Constructor<?> connection) {
    this.worker = worker;
    this.register = register;
    this.connection = connection;
  }

  /** For the threads of a worker; null: this XNIO has other types. */
  static @Nullable XnioStreams of(XnioWorker worker) {
    var thread = worker.getIoThread().getClass();
    var loader = thread.getClassLoader();
    try {
      var closed = Class.forName("org.xnio.nio.ChannelClosed", false, loader);
      var stream = Class.forName("org.xnio.nio.NioSocketStreamConnection", false, loader);
      var register = thread.getDeclaredMethod("registerChannel", AbstractSelectableChannel.class);
      var connection = stream.getDeclaredConstructor(thread, SelectionKey.class, closed);
      register.setAccessible(true);
      connection.setAccessible(true);
      return new XnioStreams(worker, register, connection);
    } catch (ReflectiveOperationException | RuntimeException _) {
      return null;
    }
  }

  /** A thread for a connection. */
  XnioIoThread thread() {
    return worker.getIoThread();
  }

  /** The connection of a socket that does not block; on its thread. */
  StreamConnection adopt(SocketChannel channel, XnioIoThread thread) throws IOException {
    try {
      var key = register.invoke(thread, (SelectableChannel) channel);
      return (StreamConnection) connection.newInstance(thread, key, null);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ClosedChannelException closed) {
        throw closed;
      }
      throw new IOException("XNIO does not take a connection", e);
    } catch (ReflectiveOperationException e) {
      throw new IOException("XNIO does not take a connection", e);
    }
  }
}
