package equilibrium.standalone.differential;

import static equilibrium.testing.client.UdpRequests.BEP_15;

import equilibrium.standalone.differential.Request.Wire.Http;
import equilibrium.standalone.differential.Request.Wire.Udp;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import equilibrium.testing.client.UdpClient;
import equilibrium.testing.client.UdpRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

  private TrackerClient from(InetAddress from) {
    return new TrackerClient(at, from);
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
    var request = RawHttp.request(http.method(), http.target(), "1.0", "Host: t");
    return Replies.http(from(from).send(request), strict);
  }

  private Answer udp(Request request, byte[] bytes, boolean proven) throws IOException {
    try (var socket = from(request.from()).udp()) {
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
      case 0 -> buffer.getLong(0) == BEP_15;
      case 1 -> proven && request.length >= 98;
      default -> proven && buffer.getInt(8) == 2;
    };
  }

  private long connectionId(UdpClient socket, InetAddress from) throws IOException {
    var known = connectionIds.get(from);
    if (known != null) {
      return known;
    }
    if (exchange(socket, UdpRequests.connect(BEP_15, 7).array(), PATIENCE_MS)
        instanceof Answer.Connected(long id)) {
      connectionIds.put(from, id);
      return id;
    }
    throw new IOException("no connection id from " + at);
  }

  /** Ids grow old; who asked for them asks again. */
  void forgetConnectionIds() {
    connectionIds.clear();
  }

  private Answer exchange(UdpClient socket, byte[] request, int patienceMs) throws IOException {
    socket.send(ByteBuffer.wrap(request));
    try {
      return Replies.udp(request, socket.receive(patienceMs));
    } catch (SocketTimeoutException _) {
      return new Answer.Silence();
    }
  }
}
