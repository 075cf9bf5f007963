package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.peer.ReplicatedExchange.Target;
import equilibrium.peer.ReplicatedPackets.Identity;
import equilibrium.peer.ReplicatedPackets.Reply;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplicatedExchangeTest {
  private static final Identity PEER = new Identity("p".repeat(20), 7, 6881);

  private final List<Event> events = new ArrayList<>();
  private final List<Integer> actions = new ArrayList<>();
  private final DatagramSocket tracker;
  private final DatagramSocket stranger;

  ReplicatedExchangeTest() throws IOException {
    tracker = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() {
    tracker.close();
    stranger.close();
  }

  @Test
  void anIdIsAskedForOnceAndAnAnswerOfAStrangerDoesNotCount() throws IOException {
    serve(0);

    try (var exchange = exchange(Duration.ofSeconds(10))) {
      assertThat(exchange.announce(new byte[20], 2, PEER))
          .isEqualTo(new Reply.Announced(60, List.of()));
      assertThat(exchange.scrape(List.of(new byte[20]))).isEqualTo(new Reply.Scraped());

      assertThat(exchange.ignored()).isEqualTo(3);
      assertThat(actions).containsExactly(0, 1, 2);
    }
  }

  @Test
  void aRequestWithoutAnAnswerIsSentAgain() throws IOException {
    serve(2);

    try (var exchange = exchange(Duration.ofMillis(200))) {
      assertThat(exchange.announce(new byte[20], 2, PEER))
          .isEqualTo(new Reply.Announced(60, List.of()));

      assertThat(actions).containsExactly(0, 0, 0, 1);
    }
  }

  @Test
  void afterFourTriesThereIsNoAnswer() throws IOException {
    serve(Integer.MAX_VALUE);

    try (var exchange = exchange(Duration.ofMillis(50))) {

      assertThatThrownBy(() -> exchange.announce(new byte[20], 2, PEER))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no answer to 4 requests");
    }
  }

  private ReplicatedExchange exchange(Duration patience) {
    var uri = URI.create("udp://127.0.0.1:" + tracker.getLocalPort());
    var target = new Target(uri, InetAddress.getLoopbackAddress(), null);
    return new ReplicatedExchange(target, patience, events::add);
  }

  /** Answers all but the first requests, each after a stranger has. */
  private void serve(int silent) {
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[512];
          for (int n = 0; !tracker.isClosed(); n++) {
            var request = new DatagramPacket(buffer, buffer.length);
            try {
              tracker.receive(request);
              int action = ByteBuffer.wrap(buffer).getInt(8);
              actions.add(action);
              if (n >= silent) {
                byte[] reply = reply(action, ByteBuffer.wrap(buffer).getInt(12));
                stranger.send(new DatagramPacket(reply, reply.length, request.getSocketAddress()));
                tracker.send(new DatagramPacket(reply, reply.length, request.getSocketAddress()));
              }
            } catch (IOException _) {
              return; // closed
            }
          }
        });
  }

  private static byte[] reply(int action, int transaction) {
    var reply = ByteBuffer.allocate(action == ReplicatedPackets.SCRAPE ? 8 : 16);
    reply.putInt(action).putInt(transaction);
    if (action == ReplicatedPackets.CONNECT) {
      reply.putLong(42);
    } else if (action == ReplicatedPackets.ANNOUNCE) {
      reply.putInt(60).putInt(0);
    }
    return reply.array();
  }
}
