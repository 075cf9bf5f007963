package equilibrium.peer.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a tracker fails its clients over UDP has a sentence. */
class UdpCheckTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For a tracker that is silent. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);

  private static final int CONNECT = 0;
  private static final int ANNOUNCE = 1;
  private static final int ERROR = 3;
  private static final int STOPPED = 3;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "good, 127.0.0.1, ",
    "good, ::1, ",
    "refuses, 127.0.0.1, the tracker refuses: go away",
    "hurries, 127.0.0.1, 'the interval is 0 s, expected 1 or more'",
    "unrecorded, 127.0.0.1, 'the tracker answers, but says that the announce is not recorded'",
    "silent, 127.0.0.1, no answer within 1 s",
    "empty, 127.0.0.1, two clients of one torrent do not find each other",
    "otherFamily, ::1, 'the reply has 26 bytes, which fits no list'",
    "stays, 127.0.0.1, a client that has stopped is still listed",
    "short, 127.0.0.1, 'the reply has action 1 and 12 bytes, expected action 1 and at least 20'",
  })
  void aFaultIsASentence(String manner, String address, String fault) throws IOException {
    try (var tracker = new Tracker(address, manner)) {
      var url = url(address, tracker);
      var found = Check.of(url, manner.equals("silent") ? IMPATIENCE : PATIENCE);

      assertThat(found.fault()).isEqualTo(fault);
    }
  }

  /** A tracker of one family alone answers nobody of the other. */
  @Test
  void aTrackerOfTheOtherFamilyIsNotReached() throws IOException {
    try (var tracker = new Tracker("127.0.0.1", "good")) {

      assertThat(Check.of(url("::1", tracker), IMPATIENCE).fault())
          .isEqualTo("no answer within 1 s");
    }
  }

  private static String url(String address, Tracker tracker) {
    var host = address.contains(":") ? "[" + address + "]" : address;
    return "udp://%s:%d/announce".formatted(host, tracker.socket.getLocalPort());
  }

  /** A tracker of one swarm, good or with a fault. */
  private static final class Tracker implements AutoCloseable {
    private final LinkedHashSet<Integer> ports = new LinkedHashSet<>();
    private final DatagramSocket socket;
    private final String manner;

    Tracker(String address, String manner) throws IOException {
      this.manner = manner;
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
      Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          var packet = new DatagramPacket(new byte[2_048], 2_048);
          socket.receive(packet);
          var request = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
          byte[] reply = manner.equals("silent") ? new byte[0] : reply(request).array();
          if (reply.length > 0) {
            socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
          }
        }
      } catch (IOException _) {
        // the test has ended
      }
    }

    private ByteBuffer reply(ByteBuffer request) {
      int action = request.getInt(8);
      int transaction = request.getInt(12);
      if (action == CONNECT) {
        return head(16, CONNECT, transaction).putLong(7);
      }
      if (action == ANNOUNCE) {
        return announced(request, transaction);
      }
      return head(20, action, transaction).putInt(0).putInt(0).putInt(ports.size());
    }

    private ByteBuffer announced(ByteBuffer request, int transaction) {
      if (manner.equals("refuses")) {
        return head(15, ERROR, transaction).put("go away".getBytes(US_ASCII));
      }
      if (manner.equals("short")) {
        return head(12, ANNOUNCE, transaction).putInt(60);
      }
      int port = Short.toUnsignedInt(request.getShort(96));
      if (request.getInt(80) != STOPPED) {
        ports.add(port);
      } else if (!manner.equals("stays")) {
        ports.remove(port);
      }
      var others =
          ports.stream().filter(other -> other != port && !manner.equals("empty")).toList();
      boolean inIpv6 = socket.getLocalAddress().getAddress().length == 16;
      byte[] address = new byte[inIpv6 != manner.equals("otherFamily") ? 16 : 4];
      address[address.length - 1] = 1;
      int interval = manner.equals("hurries") ? 0 : manner.equals("unrecorded") ? 301 : 60;
      var reply =
          head(20 + others.size() * (address.length + 2), ANNOUNCE, transaction)
              .putInt(interval)
              .putInt(ports.size())
              .putInt(0);
      others.forEach(other -> reply.put(address).putShort(other.shortValue()));
      return reply;
    }

    private static ByteBuffer head(int bytes, int action, int transaction) {
      return ByteBuffer.allocate(bytes).putInt(action).putInt(transaction);
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
