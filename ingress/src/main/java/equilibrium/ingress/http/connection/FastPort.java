package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.Connection.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * The port of HTTP with a fast path in front of Undertow. Each processor has a listening socket
 * ({@code SO_REUSEPORT}) and a {@link FastLoop} that accepts and reads its connections. A request
 * that has arrived whole and that {@link FastRequests} takes is answered there. A connection on
 * which anything else arrives, or that comes from a trusted proxy, is given to Undertow with the
 * bytes that were read, and stays there.
 */
public final class FastPort implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final long LOOK_NS = 5_000_000;

  /** What a port needs of the other ports. */
  public record Around(
      ConnectionConfig config,
      ConnectionLimits limits,
      ConnectionAcceptor acceptor,
      XnioWorker worker) {

    /** Connections of one port at a time, by the limit of open files. */
    public int mostOfPort() {
      return Math.max(1, limits.room() / (config.https() == null ? 1 : 2));
    }
  }

  private final Around around;
  private final XnioStreams streams;
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final List<FastLoop> loops = new ArrayList<>();
  private volatile boolean draining;

  private FastPort(Around around, XnioStreams streams) {
    this.around = around;
    this.streams = streams;
    this.most = around.mostOfPort();
  }

  /**
   * Opens the port; null: connections could not be given to this XNIO.
   *
   * @param requests makes what answers the requests of one thread
   */
  public static @Nullable FastPort open(
      Around around, InetSocketAddress at, Supplier<FastRequests> requests) throws IOException {
    var streams = XnioStreams.of(around.worker());
    if (streams == null) {
      return null;
    }
    var port = new FastPort(around, streams);
    try {
      port.listen(at, requests);
    } catch (IOException e) {
      port.close();
      throw e;
    }
    return port;
  }

  /** Sockets that share a port would also share it with another process, so one is tried alone. */
  private void listen(InetSocketAddress at, Supplier<FastRequests> requests) throws IOException {
    var first = socket(at, false);
    var bound = (InetSocketAddress) first.getLocalAddress();
    int threads = Runtime.getRuntime().availableProcessors();
    if (threads == 1 || !first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      loops.add(new FastLoop(this, first, requests.get(), 1));
    } else {
      first.close();
      var shared = new InetSocketAddress(at.getAddress(), bound.getPort());
      for (int i = 1; i <= threads; i++) {
        loops.add(new FastLoop(this, socket(shared, true), requests.get(), i));
      }
    }
    loops.forEach(FastLoop::start);
  }

  private static ServerSocketChannel socket(InetSocketAddress at, boolean shared)
      throws IOException {
    var socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (shared) {
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      socket.configureBlocking(false);
      return socket.bind(at, BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The port in use, also when any was asked for. */
  public int port() {
    return loops.getFirst().port();
  }

  ConnectionLimits limits() {
    return around.limits();
  }

  ConnectionAcceptor acceptor() {
    return around.acceptor();
  }

  /** Real time without a request after which a connection is closed. */
  Duration idle() {
    return around.config().times().idle();
  }

  /** Takes a place for one more connection; false: there is none. */
  boolean reserve() {
    if (open.incrementAndGet() <= most) {
      return true;
    }
    release();
    return false;
  }

  boolean hasRoom() {
    return open.get() < most;
  }

  /** Gives a place back. */
  void release() {
    open.decrementAndGet();
    loops.forEach(FastLoop::roomAgain);
  }

  /** A connection has ended that Undertow did not get. */
  void leave(FastConnection connection, End end) {
    if (connection.isCounted()) {
      around.limits().uncount(connection.subscriber);
    }
    around.limits().leave(end);
    release();
  }

  /** Gives a connection to Undertow, which reads these bytes first. */
  void handOver(FastConnection connection, ByteBuffer read) {
    var thread = streams.thread();
    try {
      connection.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      thread.execute(() -> adopt(connection, read, thread));
    } catch (IOException | RejectedExecutionException _) { // reset, or the program ends
      drop(connection);
    }
  }

  private void adopt(FastConnection connection, ByteBuffer read, XnioIoThread thread) {
    try {
      var stream = streams.adopt(connection.channel, thread);
      around.acceptor().adopt(stream, connection, read, this::release);
    } catch (IOException _) {
      drop(connection);
    }
  }

  private void drop(FastConnection connection) {
    IoUtils.safeClose(connection.channel);
    leave(connection, End.CLIENT);
  }

  boolean isDraining() {
    return draining;
  }

  /** Leaves new requests to Undertow, and waits for the answers that are awaited. */
  public void drain(Duration patience) {
    draining = true;
    long endNs = System.nanoTime() + patience.toNanos();
    while (loops.stream().anyMatch(FastLoop::isBusy) && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(LOOK_NS);
    }
  }

  @Override
  public void close() {
    loops.forEach(FastLoop::close);
  }
}
