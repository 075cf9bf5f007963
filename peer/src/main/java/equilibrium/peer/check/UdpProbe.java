package equilibrium.peer.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** UDP (BEP 15), with the path of the URL as URL data (BEP 41). Each question is sent twice. */
final class UdpProbe implements Probe {
  private static final long MAGIC = 0x41727101980L;
  private static final List<String> EVENTS = List.of("none", "completed", "started", "stopped");
  private static final int CONNECT = 0;
  private static final int ANNOUNCE = 1;
  private static final int SCRAPE = 2;
  private static final int ERROR = 3;
  private static final int TRIES = 2;
  private static final int LONGEST = 2_048;
  private static final int NOT_RECORDED_SECONDS = 301;

  private final URI tracker;
  private final InetSocketAddress address;
  private final DatagramSocket socket;
  private final Duration patience;

  UdpProbe(URI tracker, Duration patience) {
    this.tracker = tracker;
    this.patience = patience;
    address = new InetSocketAddress(tracker.getHost(), tracker.getPort());
    try {
      socket = new DatagramSocket();
    } catch (SocketException e) {
      throw new IllegalStateException("no UDP socket can be opened", e);
    }
  }

  @Override
  public Answer announce(Request request) throws IOException {
    byte[] data = tracker.getRawPath().getBytes(US_ASCII);
    byte[] option = Arrays.copyOf(data, Math.min(data.length, 255));
    var packet =
        ByteBuffer.allocate(98 + (option.length > 0 ? 2 + option.length : 0))
            .putLong(connect())
            .putInt(ANNOUNCE)
            .putInt(0)
            .put(HexFormat.of().parseHex(request.infoHash()))
            .put(request.peerId().getBytes(US_ASCII))
            .putLong(0)
            .putLong(request.left())
            .putLong(0)
            .putInt(EVENTS.indexOf(request.event()))
            .putInt(0)
            .putInt(request.peerId().hashCode())
            .putInt(-1)
            .putShort((short) request.port());
    if (option.length > 0) {
      packet.put((byte) 2).put((byte) option.length).put(option);
    }
    var reply = ask(packet, ANNOUNCE, 20);
    int bytes = address.getAddress() instanceof Inet6Address ? 16 : 4;
    var peers = new ArrayList<InetSocketAddress>();
    if ((reply.limit() - 20) % (bytes + 2) != 0) {
      throw new IOException("the reply has %d bytes, which fits no list".formatted(reply.limit()));
    }
    for (reply.position(20); reply.hasRemaining(); ) {
      byte[] peer = new byte[bytes];
      reply.get(peer);
      int port = Short.toUnsignedInt(reply.getShort());
      peers.add(new InetSocketAddress(InetAddress.getByAddress(peer), port));
    }
    int interval = reply.getInt(8);
    return new Answer(peers, interval, interval == NOT_RECORDED_SECONDS ? "not recorded" : null);
  }

  @Override
  public Counts scrape(String infoHash) throws IOException {
    var packet =
        ByteBuffer.allocate(36)
            .putLong(connect())
            .putInt(SCRAPE)
            .putInt(0)
            .put(HexFormat.of().parseHex(infoHash));
    var reply = ask(packet, SCRAPE, 20);
    return new Counts(reply.getInt(8), reply.getInt(16), reply.getInt(12));
  }

  private long connect() throws IOException {
    var packet = ByteBuffer.allocate(16).putLong(MAGIC).putInt(CONNECT);
    return ask(packet, CONNECT, 16).getLong(8);
  }

  private ByteBuffer ask(ByteBuffer request, int action, int least) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("the host is unknown");
    }
    for (int n = 0; n < TRIES; n++) {
      int transaction = ThreadLocalRandom.current().nextInt();
      byte[] bytes = new byte[request.capacity()];
      request.putInt(12, transaction).get(0, bytes);
      socket.send(new DatagramPacket(bytes, bytes.length, address));
      long untilNs = System.nanoTime() + patience.toNanos() / TRIES;
      for (long left; (left = untilNs - System.nanoTime()) > 0; ) {
        var reply = receive(left);
        if (reply != null && reply.limit() >= 8 && reply.getInt(4) == transaction) {
          return good(reply, action, least);
        }
      }
    }
    throw new IOException("no answer within " + patience.toSeconds() + " s");
  }

  private @Nullable ByteBuffer receive(long leftNs) throws IOException {
    byte[] buffer = new byte[LONGEST];
    var packet = new DatagramPacket(buffer, buffer.length);
    socket.setSoTimeout((int) (1 + leftNs / 1_000_000));
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException _) {
      return null;
    }
    return packet.getSocketAddress().equals(address)
        ? ByteBuffer.wrap(buffer, 0, packet.getLength())
        : null;
  }

  private static ByteBuffer good(ByteBuffer reply, int action, int least) throws IOException {
    if (reply.getInt(0) == ERROR) {
      byte[] reason = new byte[reply.limit() - 8];
      reply.get(8, reason);
      throw new IOException("the tracker refuses: " + new String(reason, US_ASCII));
    }
    if (reply.getInt(0) != action || reply.limit() < least) {
      throw new IOException(
          "the reply has action %d and %d bytes, expected action %d and at least %d"
              .formatted(reply.getInt(0), reply.limit(), action, least));
    }
    return reply;
  }

  @Override
  public void close() {
    socket.close();
  }
}
