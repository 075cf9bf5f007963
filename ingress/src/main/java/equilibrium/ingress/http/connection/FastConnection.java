package equilibrium.ingress.http.connection;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the fast path. All but {@link #answer} belongs to the thread of its {@link
 * FastLoop}.
 *
 * <pre>
 * waits for a request -> its answer is awaited -> answer is written -> closed, or waits again
 *                     -> given to Undertow
 * </pre>
 */
public final class FastConnection {
  private static final byte[] NONE = {};

  final SocketChannel channel;
  private final FastLoop loop;
  private final InetAddress peer;

  /** Of {@link equilibrium.ingress.net.Addresses#subscriber}. */
  final long subscriber;

  /** Whether it counts for its address; a trusted proxy's does not. */
  private boolean isCounted;

  /** Its key in the loop's selector; null: it is not watched. */
  @Nullable SelectionKey key;

  /** Whether an answer is awaited; nothing is read so long. */
  boolean isAsked;

  /** Whether the answer that is awaited speaks HTTP/1.1, and leaves the connection open. */
  boolean isHttp11;

  boolean isKept;

  /** Whether it was closed here. */
  boolean isOver;

  /** What could not be written at once; null: nothing. */
  @Nullable ByteBuffer rest;

  /** The body of the answer, when there is one. */
  byte[] body = NONE;

  /** The next one that has an answer. */
  @Nullable FastConnection nextAnswered;

  /** Its neighbours in the queue in which it is, and when it entered that. */
  @Nullable FastQueue queue;

  @Nullable FastConnection older;
  @Nullable FastConnection newer;
  long sinceNs;

  FastConnection(FastLoop loop, SocketChannel channel, InetAddress peer, long subscriber) {
    this.loop = loop;
    this.channel = channel;
    this.peer = peer;
    this.subscriber = subscriber;
  }

  /** The address at the other end. */
  public InetAddress peer() {
    return peer;
  }

  boolean isCounted() {
    return isCounted;
  }

  void counted() {
    isCounted = true;
  }

  /** Sends the answer to the request that was taken: status 200, plain text. Any thread calls. */
  public void answer(byte[] text) {
    body = text;
    loop.answered(this);
  }

  void forgetBody() {
    body = NONE;
  }
}
