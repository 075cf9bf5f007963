package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.RareWarning;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * One thread of a {@link FastPort}: accepts connections, reads their requests, and writes the
 * answers. Other threads only hand in answers; the first of a batch wakes the thread.
 */
final class FastLoop implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FastLoop.class);

  /** Connections that are accepted before the first of them is read: it may have sent by then. */
  private static final int ACCEPTS = 64;

  private static final int IN_BYTES = 16 * 1024;

  /** As Undertow: time for an answer that the client does not read, beyond the idle time. */
  private static final Duration STALL = Duration.ofSeconds(20);

  private static final long MOST_SLEEP_MS = 60_000;
  private static final long AFTER_TROUBLE_NS = 10_000_000;
  private static final long JOIN_MS = 1_000;

  private final FastPort port;
  private final ServerSocketChannel server;
  private final FastRequests requests;
  private final Selector selector;
  private final SelectionKey accepting;
  private final Consumer<SelectionKey> ready = this::ready;
  private final FastAnswers.Writer writer = this::write;
  private final Thread thread;
  private final GetRequest request = new GetRequest();
  private final FastConnection[] fresh = new FastConnection[ACCEPTS];
  private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES);
  private final FastQueue silent;
  private final FastQueue asked =
      new FastQueue(Duration.ofDays(1)); // Deadlines release the answers
  private final FastQueue stalled;
  private final FastAnswers answers = new FastAnswers();
  private final LastWrite last = new LastWrite();
  private final RareWarning warning = new RareWarning(LOG, "a connection could not be handled");
  private long nowNs = System.nanoTime();
  private volatile boolean paused;
  private volatile boolean busy;
  private volatile boolean closing;

  FastLoop(FastPort port, ServerSocketChannel server, FastRequests requests, int number)
      throws IOException {
    this.port = port;
    this.server = server;
    this.requests = requests;
    this.silent = new FastQueue(port.idle());
    this.stalled = new FastQueue(port.idle().plus(STALL));
    this.selector = Selector.open();
    this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = Thread.ofPlatform().name("http-fast-" + number).unstarted(this);
  }

  void start() {
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** Whether answers are awaited or being written. */
  boolean isBusy() {
    return busy;
  }

  /** Takes an answer for a connection. Any thread calls. */
  @SuppressWarnings("ReferenceEquality") // a thread is itself
  void answered(FastConnection connection) {
    if (answers.add(connection) && Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** A place is free; accepts go on if they waited for one. Any thread calls. */
  void roomAgain() {
    if (paused) {
      selector.wakeup();
    }
  }

  @Override
  public void run() {
    while (!closing) {
      try {
        turn();
      } catch (IOException | RuntimeException e) {
        warning.log(e);
        selector.wakeup(); // answers of this thread may wait
        LockSupport.parkNanos(AFTER_TROUBLE_NS);
      }
    }
    end();
  }

  private void turn() throws IOException {
    selector.select(ready, sleepMs());
    nowNs = System.nanoTime();
    answers.send(writer);
    expire();
    busy = !asked.isEmpty() || !stalled.isEmpty();
    if (paused && port.hasRoom()) {
      paused = false;
      accepting.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private long sleepMs() {
    long leftNs = Math.min(silent.leftNs(nowNs), stalled.leftNs(nowNs));
    return Math.clamp(TimeUnit.NANOSECONDS.toMillis(leftNs) + 1, 1, MOST_SLEEP_MS);
  }

  private void ready(SelectionKey key) {
    nowNs = System.nanoTime(); // the thread has slept
    if (key.equals(accepting)) {
      accept();
      return;
    }
    if (key.attachment() instanceof FastConnection connection && key.isValid()) {
      if (connection.rest != null) {
        write(connection, connection.rest);
      } else if (connection.isAsked) { // it sent more, or ended: seen when it has its answer
        key.interestOps(0);
      } else {
        read(connection);
      }
    }
  }

  private void accept() {
    int accepted = 0;
    try {
      while (accepted < ACCEPTS) {
        if (!port.reserve()) {
          accepting.interestOps(0);
          paused = true; // turn() looks for room after this
          break;
        }
        var channel = server.accept();
        if (channel == null) {
          port.release();
          break;
        }
        var connection = enter(channel);
        if (connection != null) {
          fresh[accepted++] = connection;
        }
      }
    } catch (IOException e) { // no more files, or a connection that was reset
      port.release();
      warning.log(e);
      LockSupport.parkNanos(AFTER_TROUBLE_NS);
    }
    for (int i = 0; i < accepted; i++) {
      read(fresh[i]);
    }
  }

  /** The connection of a socket that was just accepted; null: it goes to Undertow, or is closed. */
  private @Nullable FastConnection enter(SocketChannel channel) throws IOException {
    var peer = peer(channel);
    var connection = new FastConnection(this, channel, peer, Addresses.subscriber(peer));
    if (!port.limits().enter()) {
      close(connection, port.limits().refusal());
    } else if (!port.acceptor().isDirect(peer)) {
      handOver(connection, ByteBuffer.allocate(0));
    } else if (port.acceptor().isForProxies()) {
      close(connection, End.UNTRUSTED);
    } else {
      connection.counted();
      if (port.limits().count(connection.subscriber)) {
        silent.add(connection, nowNs);
        return connection;
      }
      close(connection, End.PER_ADDRESS);
    }
    return null;
  }

  private static InetAddress peer(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      return ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
    } catch (IOException e) {
      IoUtils.safeClose(channel);
      throw e;
    }
  }

  private void read(FastConnection connection) {
    try {
      int bytes = connection.channel.read(in.clear());
      if (bytes > 0 && port.limits().isDeaf()) {
        close(connection, End.DEAF);
      } else if (bytes > 0) {
        received(connection, in.flip());
      } else if (bytes < 0) {
        close(connection, End.CLIENT);
      } else {
        watch(connection, SelectionKey.OP_READ);
      }
    } catch (IOException _) { // reset
      close(connection, End.CLIENT);
    } catch (RuntimeException e) { // costs one connection, not the port
      warning.log(e);
      close(connection, End.CLIENT);
    }
  }

  private void received(FastConnection connection, ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length <= GetRequest.MOST_BYTES && !port.isDraining()) {
      if (request.read(bytes, length)) {
        connection.isHttp11 = request.isHttp11();
        connection.isKept = request.isKept() && !port.limits().isCrowded();
        connection.isAsked = true;
        busy = true;
        if (requests.take(request, connection)) {
          move(connection, asked);
          return;
        }
        connection.isAsked = false;
      }
    }
    handOver(connection, ByteBuffer.allocate(length).put(bytes).flip());
  }

  private void move(FastConnection connection, FastQueue to) {
    FastQueue.leave(connection);
    to.add(connection, nowNs);
  }

  private void watch(FastConnection connection, int operation) throws IOException {
    var key = connection.key;
    if (key == null) {
      connection.key = connection.channel.register(selector, operation, connection);
    } else if (key.interestOps() != operation) {
      key.interestOps(operation);
    }
  }

  private void write(FastConnection connection, ByteBuffer bytes) {
    try {
      if (connection.isKept) {
        connection.channel.write(bytes);
      } else {
        last.write(connection.channel, bytes);
      }
      if (!bytes.hasRemaining()) {
        written(connection);
      } else if (connection.rest == null) {
        connection.rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        move(connection, stalled);
        watch(connection, SelectionKey.OP_WRITE);
      }
    } catch (IOException | RuntimeException _) { // the client has gone
      close(connection, End.CLIENT);
    }
  }

  private void written(FastConnection connection) throws IOException {
    connection.rest = null;
    connection.isAsked = false;
    if (!connection.isKept) {
      close(connection, End.ANSWERED);
      return;
    }
    if (connection.key == null) {
      connection.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    move(connection, silent);
    watch(connection, SelectionKey.OP_READ);
  }

  private void handOver(FastConnection connection, ByteBuffer read) {
    FastQueue.leave(connection);
    if (connection.key != null) {
      connection.key.cancel();
    }
    port.handOver(connection, read);
  }

  private void expire() {
    for (var late = silent.overdue(nowNs); late != null; late = silent.overdue(nowNs)) {
      close(late, End.IDLE);
    }
    for (var late = stalled.overdue(nowNs); late != null; late = stalled.overdue(nowNs)) {
      close(late, End.IDLE);
    }
  }

  private void close(FastConnection connection, End end) {
    if (!connection.isOver) {
      connection.isOver = true;
      FastQueue.leave(connection);
      IoUtils.safeClose(connection.channel);
      port.leave(connection, end);
    }
  }

  private void end() {
    for (var queue : new FastQueue[] {silent, asked, stalled}) {
      for (var one = queue.oldest(); one != null; one = queue.oldest()) {
        close(one, End.CLIENT);
      }
    }
    IoUtils.safeClose(server);
    IoUtils.safeClose(selector);
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
