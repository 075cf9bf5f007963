package equilibrium.standalone.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.standalone.differential.Request.Wire.Http;
import equilibrium.standalone.differential.Request.Wire.Udp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** One of the two, as its clients see it. */
final class Tracker {
  private static final int PATIENCE_MS = 5_000;

  /** How long to wait for an answer that may be silence. */
  private static final int SILENCE_MS = 200;

  private static final long MAGIC = 0x41727101980L;

  private final InetSocketAddress at;
  private final boolean strict;
  private final Map<InetAddress, Long> connectionIds = new HashMap<>();

  /**
   * None is asked yet.
   *
   * @param strict whether replies must follow BEP 3 to the letter
   */
  Tracker(int port, boolean strict) {
    this.strict = strict;
    this.at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  Answer ask(Request request) throws IOException {
    return ask(request, request.wire());
  }

  Answer ask(Request request, Request.Wire wire) throws IOException {
    return switch (wire) {
      case Http http -> http(request.from(), http);
      case Udp(String hex, boolean proven) -> udp(request, HexFormat.of().parseHex(hex), proven);
    };
  }

  private Answer http(InetAddress from, Http http) throws IOException {
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(at);
      var text = "%s %s HTTP/1.0\r\n\r\n".formatted(http.method(), http.target());
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return Replies.http(socket.getInputStream().readAllBytes(), strict);
    }
  }

  private Answer udp(Request request, byte[] bytes, boolean proven) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(request.from(), 0))) {
      if (proven) {
        ByteBuffer.wrap(bytes).putLong(0, connectionId(socket, request.from()));
      }
      return exchange(socket, bytes, isSound(bytes, proven) ? PATIENCE_MS : SILENCE_MS);
    }
  }

  /** Whether any tracker answers. */
  private static boolean isSound(byte[] request, boolean proven) {
    if (request.length < 16) {
      return false;
    }
    var buffer = ByteBuffer.wrap(request);
    return switch (buffer.getInt(8)) {
      case 0 -> buffer.getLong(0) == MAGIC;
      case 1 -> proven && request.length >= 98;
      default -> proven && buffer.getInt(8) == 2;
    };
  }

  private long connectionId(DatagramSocket socket, InetAddress from) throws IOException {
    var known = connectionIds.get(from);
    if (known != null) {
      return known;
    }
    var connect = HexFormat.of().parseHex("00000417271019800000000000000007");
    if (exchange(socket, connect, PATIENCE_MS) instanceof Answer.Connected(long id)) {
      connectionIds.put(from, id);
      return id;
    }
    throw new IOException("no connection id from " + at);
  }

  /** Ids grow old; who asked for them asks again. */
  void forgetConnectionIds() {
    connectionIds.clear();
  }

  private Answer exchange(DatagramSocket socket, byte[] request, int patienceMs)
      throws IOException {
    socket.send(new DatagramPacket(request, request.length, at));
    socket.setSoTimeout(patienceMs);
    var reply = new DatagramPacket(new byte[4096], 4096);
    try {
      socket.receive(reply);
    } catch (SocketTimeoutException _) {
      return new Answer.Silence();
    }
    return Replies.udp(request, ByteBuffer.wrap(reply.getData(), 0, reply.getLength()).slice());
  }
}
