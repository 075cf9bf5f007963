package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Announces over UDP (BEP 15): a connect, then one datagram that is never repeated. */
final class UdpWire {
  private static final long MAGIC = 0x41727101980L;
  private static final int PATIENCE_MS = 5_000;
  private static final int MOST_BYTES = 2_048;
  private static final int ANNOUNCE = 1;
  private static final int ERROR = 3;
  private static final int LEAST_REPLY = 20;

  /** The interval that means "not recorded" (docs/architecture.md 5). */
  private static final int UNRECORDED_SECONDS = 301;

  static Outcome send(NumberedAnnounce announce, InetSocketAddress tracker) {
    try (var socket = new DatagramSocket(announce.source())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(tracker);
      long id;
      try {
        var connect =
            ByteBuffer.allocate(16).putLong(MAGIC).putInt(0).putInt((int) announce.number());
        id = ask(socket, connect).getLong(8);
      } catch (PortUnreachableException | SocketTimeoutException _) {
        return Outcome.UNREACHED; // nothing but the connect was sent
      }
      return outcome(ask(socket, request(announce, id)));
    } catch (IOException | IndexOutOfBoundsException _) {
      return Outcome.UNKNOWN;
    }
  }

  @SuppressWarnings("ByteBufferBackingArray") // made by allocate
  private static ByteBuffer ask(DatagramSocket socket, ByteBuffer request) throws IOException {
    socket.send(new DatagramPacket(request.array(), request.array().length));
    var reply = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    socket.receive(reply);
    return ByteBuffer.wrap(Arrays.copyOf(reply.getData(), reply.getLength()));
  }

  private static ByteBuffer request(NumberedAnnounce announce, long id) {
    return ByteBuffer.allocate(98)
        .putLong(id)
        .putInt(ANNOUNCE)
        .putInt((int) announce.number())
        .put(HexFormat.of().parseHex(announce.infoHash()))
        .put(announce.peerId().getBytes(US_ASCII))
        .putLong(announce.downloaded())
        .putLong(announce.left())
        .putLong(announce.uploaded())
        .putInt(event(announce.event()))
        .putInt(0)
        .putInt(1)
        .putInt(5)
        .putShort((short) announce.port());
  }

  private static int event(String event) {
    return switch (event) {
      case Numbering.COMPLETED -> 1;
      case "started" -> 2;
      case "stopped" -> 3;
      default -> 0;
    };
  }

  /** What a reply to an announce means. */
  static Outcome outcome(ByteBuffer reply) {
    int action = reply.getInt(0);
    if (action == ERROR) {
      return Outcome.REFUSED;
    }
    if (action != ANNOUNCE || reply.capacity() < LEAST_REPLY) {
      return Outcome.UNKNOWN;
    }
    return reply.getInt(8) == UNRECORDED_SECONDS ? Outcome.UNLOGGED : Outcome.ACKED;
  }

  private UdpWire() {}
}
