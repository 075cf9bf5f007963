package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers every announce with the same bytes, over HTTP and UDP on one port of 127.0.0.1. */
final class FakeTracker implements AutoCloseable {
  private static final long CONNECTION_ID = 0x1234_5678_9abcL;

  private final ServerSocket http;
  private final DatagramSocket udp;
  private final @Nullable String body;
  private final byte @Nullable [] datagram;
  private final AtomicInteger requests = new AtomicInteger();

  /**
   * A tracker that serves.
   *
   * @param body of each HTTP response; null: connections are closed without one
   * @param datagram each reply to an announce over UDP, with any transaction; null: none
   */
  FakeTracker(@Nullable String body, byte @Nullable [] datagram) throws IOException {
    this.body = body;
    this.datagram = datagram;
    http = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    udp = new DatagramSocket(new InetSocketAddress(http.getInetAddress(), http.getLocalPort()));
    Thread.ofVirtual().start(this::serveHttp);
    Thread.ofPlatform().daemon().start(this::serveUdp);
  }

  Target target() {
    var address = new InetSocketAddress(http.getInetAddress(), http.getLocalPort());
    return new Target(address, Target.ANNOUNCE, 0, true);
  }

  int requests() {
    return requests.get();
  }

  private void serveHttp() {
    while (!http.isClosed()) {
      try {
        var socket = http.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException _) { // closed
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      var request = new StringBuilder();
      int next;
      while ((next = in.read()) >= 0) {
        request.append((char) next);
        if (request.toString().endsWith("\r\n\r\n")) {
          requests.incrementAndGet();
          if (body == null) {
            return;
          }
          var head = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(body.length());
          socket.getOutputStream().write((head + body).getBytes(US_ASCII));
          if (request.indexOf("Connection: close") >= 0) {
            return;
          }
          request.setLength(0);
        }
      }
    } catch (IOException _) { // the client has gone
    }
  }

  private void serveUdp() {
    var packet = new DatagramPacket(new byte[2_048], 2_048);
    while (true) {
      try {
        udp.receive(packet);
        var request = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        byte[] reply = reply(request);
        if (reply != null) {
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (SocketException _) { // closed
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private byte @Nullable [] reply(ByteBuffer request) {
    if (request.getInt(8) == 0) {
      return ByteBuffer.allocate(16)
          .putInt(4, request.getInt(12))
          .putLong(8, CONNECTION_ID)
          .array();
    }
    requests.incrementAndGet();
    if (datagram == null || request.getLong(0) != CONNECTION_ID || request.limit() != 98) {
      return null;
    }
    return ByteBuffer.wrap(datagram.clone()).putInt(4, request.getInt(12)).array();
  }

  @Override
  public void close() throws IOException {
    http.close();
    udp.close();
  }
}
