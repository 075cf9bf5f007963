package equilibrium.testing.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One UDP socket of a client. Waits 5 s for a reply unless another time is given. */
public final class UdpClient implements AutoCloseable {
  private static final int PATIENCE_MS = 5_000;

  /** Of a connect that only asks whether earlier requests were answered. */
  private static final int PROBE = 0x51137CE;

  private final DatagramSocket socket;
  private final InetSocketAddress tracker;

  UdpClient(InetSocketAddress tracker, InetAddress from) {
    this.tracker = tracker;
    try {
      this.socket = new DatagramSocket(0, from);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** The connection id that the tracker gives to this address. */
  public long connect() throws IOException {
    return connect(UdpRequests.BEP_15);
  }

  /** As above, with the magic number of one of the two documents. */
  public long connect(long magic) throws IOException {
    return ask(UdpRequests.connect(magic, 3)).getLong(8);
  }

  public ByteBuffer ask(ByteBuffer request) throws IOException {
    send(request);
    return receive();
  }

  /** Sends what is before the limit, wherever the position is. */
  public void send(ByteBuffer request) throws IOException {
    byte[] bytes = new byte[request.limit()];
    request.get(0, bytes);
    socket.send(new DatagramPacket(bytes, bytes.length, tracker));
  }

  public ByteBuffer receive() throws IOException {
    return receive(PATIENCE_MS);
  }

  /**
   * Waits for a reply for so many milliseconds.
   *
   * @throws java.net.SocketTimeoutException none came
   */
  public ByteBuffer receive(int patienceMs) throws IOException {
    socket.setSoTimeout(patienceMs);
    var packet = new DatagramPacket(new byte[4096], 4096);
    socket.receive(packet);
    return ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  /**
   * Asserts that a request is not answered. The tracker answers in order, so a connect that is sent
   * behind the request has to be answered first.
   */
  public void assertSilence(ByteBuffer request) throws IOException {
    send(request);
    var next = ask(UdpRequests.connect(UdpRequests.BEP_15, PROBE));
    assertThat(next.getInt(4)).as("transaction of the first answer").isEqualTo(PROBE);
  }

  @Override
  public void close() {
    socket.close();
  }
}
