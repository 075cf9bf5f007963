package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.UdpHost;
import equilibrium.schemas.event.InfoHash;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A client with a socket of its own. Requests are made here; tests change what they are about. */
final class UdpClient implements AutoCloseable {
  static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
  static final long BEP_15 = 0x41727101980L;
  static final long REPLICATED = 0xFEE1DEADBAADBEEFL;
  static final int EVENT = 80;
  static final int LEFT = 64;
  static final int ADDRESS = 84;
  static final int NUM_WANT = 92;
  static final int PORT = 96;

  private final DatagramSocket socket;
  private final InetSocketAddress tracker;

  /** Speaks to a tracker on this machine from an address of this machine. */
  UdpClient(UdpHost host, InetAddress from) throws IOException {
    this.socket = new DatagramSocket(0, from);
    this.tracker =
        new InetSocketAddress(from instanceof Inet4Address ? IPV4 : IPV6, host.tracker().port());
    socket.setSoTimeout(5_000);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  static ByteBuffer connectRequest(long magic, int transaction) {
    return ByteBuffer.allocate(16).putLong(magic).putInt(0).putInt(transaction);
  }

  /** Of BEP 15; all numbers 0, one byte left, as many peers as the tracker likes. */
  static ByteBuffer announce(long id, char torrent, char peer) {
    return ByteBuffer.allocate(98)
        .putLong(id)
        .putInt(1)
        .putInt(7)
        .put(twenty(torrent))
        .put(twenty(peer))
        .putLong(LEFT, 1)
        .putInt(NUM_WANT, -1)
        .putShort(PORT, (short) (6000 + peer));
  }

  /** Of the replicated-tracker document. */
  static ByteBuffer replicated(long id, char torrent, char peer, int event) {
    return ByteBuffer.allocate(74)
        .putLong(id)
        .putInt(1)
        .putInt(7)
        .put(twenty(torrent))
        .put(twenty(peer))
        .putInt(56, event)
        .putInt(68, -1)
        .putShort(72, (short) (6000 + peer));
  }

  static ByteBuffer scrape(long id, String torrents) {
    var request = ByteBuffer.allocate(16 + 20 * torrents.length()).putLong(id).putInt(2).putInt(8);
    torrents.chars().forEach(torrent -> request.put(twenty((char) torrent)));
    return request;
  }

  /** The scrape of the replicated-tracker document. */
  static ByteBuffer bulk(long id, String torrents) {
    var request = ByteBuffer.allocate(20 + 20 * torrents.length()).putLong(id).putInt(2).putInt(9);
    request.putInt(torrents.length());
    torrents.chars().forEach(torrent -> request.put(twenty((char) torrent)));
    return request;
  }

  static byte[] twenty(char letter) {
    return String.valueOf(letter).repeat(20).getBytes(ISO_8859_1);
  }

  static InfoHash torrent(char letter) {
    return new InfoHash(twenty(letter));
  }

  long connect(long magic) throws IOException {
    return ask(connectRequest(magic, 3)).getLong(8);
  }

  ByteBuffer ask(ByteBuffer request) throws IOException {
    send(request);
    return receive();
  }

  @SuppressWarnings("ByteBufferBackingArray") // all of ours are allocated
  void send(ByteBuffer request) throws IOException {
    socket.send(new DatagramPacket(request.array(), request.capacity(), tracker));
  }

  ByteBuffer receive() throws IOException {
    var packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  /** The tracker answers in order: what comes first is the answer to a connect sent afterwards. */
  void assertSilence(ByteBuffer request) throws IOException {
    send(request);
    var next = ask(connectRequest(BEP_15, 0x51137CE));
    assertThat(next.getInt(4)).as("transaction of the first answer").isEqualTo(0x51137CE);
  }

  static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @Override
  public void close() {
    socket.close();
  }
}
