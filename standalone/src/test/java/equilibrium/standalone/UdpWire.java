package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The tracker's side of UDP (BEP 15), asked by hand; whoever makes a request flips it. */
final class UdpWire {
  private static final long MAGIC = 0x41727101980L; // BEP 15

  private final InetSocketAddress tracker;

  UdpWire(InetSocketAddress tracker) {
    this.tracker = tracker;
  }

  /** The connection id that the tracker gives to this socket. */
  long connect(DatagramSocket socket) throws IOException {
    return ask(socket, header(MAGIC, 0).flip()).getLong(8);
  }

  static ByteBuffer header(long id, int action) {
    return ByteBuffer.allocate(98).putLong(id).putInt(action).putInt(77);
  }

  static ByteBuffer announce(long id, String infoHash, int event) {
    return header(id, 1)
        .put(infoHash.getBytes(ISO_8859_1))
        .put("-XX0001-somebodyelse".getBytes(ISO_8859_1))
        .putLong(0)
        .putLong(9)
        .putLong(0)
        .putInt(event)
        .putInt(0)
        .putInt(1)
        .putInt(-1)
        .putShort((short) 7000);
  }

  ByteBuffer ask(DatagramSocket socket, ByteBuffer request) throws IOException {
    send(socket, request);
    var packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  @SuppressWarnings("ByteBufferBackingArray") // all of ours are allocated
  void send(DatagramSocket socket, ByteBuffer request) throws IOException {
    socket.send(new DatagramPacket(request.array(), request.limit(), tracker));
  }
}
