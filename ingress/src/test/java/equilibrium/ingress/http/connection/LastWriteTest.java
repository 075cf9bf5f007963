package equilibrium.ingress.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.net.Descriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LastWriteTest {
  /** Linux holds bytes back for 200 ms at most. */
  private static final Duration HELD = Duration.ofMillis(150);

  private final LastWrite last = new LastWrite();
  private SocketChannel channel;
  private Socket client;

  @BeforeEach
  void connect() throws IOException {
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
      channel = server.accept();
      channel.configureBlocking(false);
    }
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    client.close();
  }

  private static ByteBuffer direct(int bytes) {
    var buffer = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer.put((byte) i);
    }
    return buffer.flip();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theBytesLeaveWithTheEnd() throws IOException {
    assertThat(Descriptors.areShown()).as("--add-exports java.base/sun.nio.ch").isTrue();
    long beganNs = System.nanoTime();

    last.write(channel, direct(300));
    int arrived = client.getInputStream().available();
    boolean inTime = System.nanoTime() - beganNs < HELD.toNanos();
    channel.close();

    assertThat(inTime ? arrived : 0).as("bytes before the end").isZero();
    assertThat(client.getInputStream().readAllBytes()).hasSize(300);
  }

  @Test
  void theRestStaysInTheBuffer() throws IOException {
    var bytes = direct(50_000_000);

    last.write(channel, bytes);
    int first = bytes.position();
    last.write(channel, bytes);

    assertThat(first).isPositive().isLessThan(50_000_000);
    assertThat(bytes.get(first)).isEqualTo((byte) first);
  }

  @Test
  void bytesOnTheHeapAreWrittenToo() throws IOException {
    var bytes = ByteBuffer.wrap(new byte[300]);

    last.write(channel, bytes);
    channel.close();

    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(client.getInputStream().readAllBytes()).hasSize(300);
  }

  /** Its descriptor is soon that of another connection, to which nothing may be written. */
  @Test
  void aChannelThatIsClosedIsAnErrorAndNobodyElseGetsTheBytes() throws IOException {
    channel.close();
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (var another =
              new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
          var accepted = server.accept()) {

        assertThatThrownBy(() -> last.write(channel, direct(300)))
            .isInstanceOf(ClosedChannelException.class);
        accepted.shutdownOutput();
        assertThat(another.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  @Test
  void aClientThatHasGoneIsAnError() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
    var failure = failure();

    assertThat(failure).isNotNull();
  }

  private @Nullable IOException failure() {
    for (int i = 0; i < 2; i++) { // the first one may be what the reset answers
      try {
        last.write(channel, direct(300));
      } catch (IOException e) {
        return e;
      }
    }
    return null;
  }
}
