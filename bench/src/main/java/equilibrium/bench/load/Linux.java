package equilibrium.bench.load;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Calls of Linux without an object for each. Results below 0 are error numbers with their sign
 * changed. Java's channels cost a sender more than twice what a small tracker needs for its answer.
 * One thread at a time uses it.
 */
final class Linux implements AutoCloseable {
  /** A call would have to wait. */
  static final int AGAIN = -11;

  /** A connection is being made. */
  static final int IN_PROGRESS = -115;

  /** Bytes, an end or an error can be received. */
  static final int READABLE = 0x1;

  /** A connection is made, or cannot be made. */
  static final int WRITABLE = 0x4;

  /** The other side sends nothing more. */
  static final int ENDED = 0x2000;

  private static final int AF_INET = 2;
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final int IPPROTO_IP = 0;
  private static final int BIND_ADDRESS_NO_PORT = 24;
  private static final int SOL_SOCKET = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int NO_SIGNAL = 0x4000;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_ADD = 1;
  private static final int EPOLL_MODIFY = 3;
  private static final int MOST_EVENTS = 256;
  private static final int ADDRESS_BYTES = 16;

  /** struct epoll_event is packed on x86-64 only. */
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");

  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int EVENT_KEY = PACKED ? 4 : 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort BIG_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BIG_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);

  /** Where a call leaves its error number. */
  static final StructLayout STATE = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SET_OPTION =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = handle("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND = handle("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE =
      handle("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = handle("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CONTROL =
      handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      handle("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  /** A C function that returns an int, or a size that fits into one. */
  @SuppressWarnings("restricted") // without an object for each call
  static MethodHandle handle(String name, MemoryLayout... arguments) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EVENT_BYTES, 8);
  private final MemorySegment event = arena.allocate(EVENT_BYTES, 8);
  private final MemorySegment option = arena.allocate(JAVA_INT);
  private final int epoll;

  Linux() {
    epoll = check("epoll_create1", createEpoll());
  }

  private int createEpoll() {
    try {
      return result((int) EPOLL_CREATE.invokeExact(state, EPOLL_CLOEXEC));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int check(String name, int result) {
    if (result < 0) {
      throw new IllegalStateException("%s: error number %d".formatted(name, -result));
    }
    return result;
  }

  private int result(int result) {
    return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
  }

  /** Memory that lives as long as this object. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, 8);
  }

  /** An IPv4 address and port as the calls take it. */
  MemorySegment address(int ipv4, int port) {
    var address = arena.allocate(ADDRESS_BYTES, 8);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
    address.set(BIG_SHORT, 2, (short) port);
    address.set(BIG_INT, 4, ipv4);
    return address;
  }

  /** A TCP socket that never waits. */
  int tcp() {
    return socket(STREAM);
  }

  private int socket(int type) {
    try {
      return result((int) SOCKET.invokeExact(state, AF_INET, type | NONBLOCK_CLOEXEC, 0));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends small messages at once. */
  void sendAtOnce(int socket) {
    setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  }

  /** A UDP socket that never waits, with a large receive buffer if the system allows it. */
  int udp() {
    int socket = check("socket", socket(DATAGRAM));
    setOption(socket, SOL_SOCKET, RECEIVE_BUFFER, RECEIVE_BUFFER_BYTES);
    return socket;
  }

  private void setOption(int socket, int level, int name, int value) {
    try {
      option.set(JAVA_INT, 0, value);
      int _ =
          (int)
              SET_OPTION.invokeExact(state, socket, level, name, option, (int) JAVA_INT.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Binds to an address; the port is chosen when the socket connects. */
  int bind(int socket, MemorySegment address) {
    setOption(socket, IPPROTO_IP, BIND_ADDRESS_NO_PORT, 1);
    try {
      return result((int) BIND.invokeExact(state, socket, address, ADDRESS_BYTES));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Connects; {@link #IN_PROGRESS}: it is writable when that is done. */
  int connect(int socket, MemorySegment address) {
    try {
      return result((int) CONNECT.invokeExact(state, socket, address, ADDRESS_BYTES));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends the first bytes of the memory. */
  int send(int socket, MemorySegment memory, int bytes) {
    try {
      return result((int) SEND.invokeExact(state, socket, memory, (long) bytes, NO_SIGNAL));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Receives into the memory; 0 of a TCP socket: its end. */
  int receive(int socket, MemorySegment memory, int bytes) {
    try {
      return result((int) RECEIVE.invokeExact(state, socket, memory, (long) bytes, 0));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  void close(int socket) {
    try {
      int _ = (int) CLOSE.invokeExact(state, socket);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for these events of the socket from now on. */
  void watch(int socket, int kinds, int key) {
    control(EPOLL_ADD, socket, kinds, key);
  }

  /** Waits for other events of the socket from now on. */
  void watchInstead(int socket, int kinds, int key) {
    control(EPOLL_MODIFY, socket, kinds, key);
  }

  private void control(int operation, int socket, int kinds, int key) {
    event.set(INT, 0, kinds);
    event.set(LONG, EVENT_KEY, key);
    int result;
    try {
      result = result((int) EPOLL_CONTROL.invokeExact(state, epoll, operation, socket, event));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    check("epoll_ctl", result);
  }

  /** Waits for events; returns how many there are. */
  int await(int milliseconds) {
    try {
      return Math.max(
          0, (int) EPOLL_WAIT.invokeExact(state, epoll, events, MOST_EVENTS, milliseconds));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of the socket of an event. */
  int key(int number) {
    return (int) events.get(LONG, (long) number * EVENT_BYTES + EVENT_KEY);
  }

  /** What happened to it. */
  int kinds(int number) {
    return events.get(INT, (long) number * EVENT_BYTES);
  }

  @Override
  public void close() {
    close(epoll);
    arena.close();
  }
}
