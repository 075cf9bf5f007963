package equilibrium.ingress.http.connection;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import equilibrium.ingress.net.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is followed by the end of the connection. With {@code MSG_MORE} Linux holds back the
 * last segment until the end is known, a moment later, and sends both in one: two segments less for
 * each connection, one of each side. Elsewhere, and where {@link Descriptors} are not shown, it
 * writes as usual. One thread calls.
 */
final class LastWrite {
  /** MSG_DONTWAIT, MSG_NOSIGNAL, MSG_MORE. */
  private static final int FLAGS = 0x40 | 0x4000 | 0x8000;

  private static final int AGAIN = 11;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final @Nullable MethodHandle SEND = Descriptors.areShown() ? send() : null;

  @SuppressWarnings("restricted") // without the JVM's permission it is refused at the first use
  private static MethodHandle send() {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("send"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
        Linker.Option.captureCallState("errno"));
  }

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);

  /**
   * Writes what the socket takes now. The connection is closed when nothing remains. A channel that
   * is closed already is an error as usual: its descriptor may be another connection's by now.
   */
  void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    if (SEND == null || !bytes.isDirect() || !channel.isOpen()) {
      channel.write(bytes);
      return;
    }
    int sent = send(SEND, Descriptors.of(channel), bytes);
    bytes.position(bytes.position() + sent);
  }

  private int send(MethodHandle send, int socket, ByteBuffer bytes) throws IOException {
    long sent;
    try {
      sent =
          (long)
              send.invokeExact(
                  state, socket, MemorySegment.ofBuffer(bytes), (long) bytes.remaining(), FLAGS);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (sent >= 0) {
      return (int) sent;
    }
    int error = (int) ERRNO.get(state, 0L);
    if (error == AGAIN) {
      return 0;
    }
    throw new IOException("send: error number " + error);
  }
}
