package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What datagrams of a tracker count as. */
class UdpReplyTest {
  private final UdpReply reply = new UdpReply();

  @Test
  void aListOfPeersIsCounted() {
    assertThat(read(announce(1_800, 2))).isTrue();

    assertThat(reply.content()).isEqualTo(Content.LISTED);
    assertThat(reply.peers()).isEqualTo(2);
    assertThat(reply.transaction()).isEqualTo(7);
  }

  @Test
  void anEmptyListIsNoticed() {
    read(announce(1_800, 0));

    assertThat(reply.content()).isEqualTo(Content.LISTED);
    assertThat(reply.peers()).isZero();
  }

  @Test
  void theReservedIntervalMeansNotRecorded() {
    read(announce(301, 1));

    assertThat(reply.content()).isEqualTo(Content.UNRECORDED);
  }

  @Test
  void anErrorIsAFailure() {
    read(ByteBuffer.allocate(20).putInt(0, 3).array());

    assertThat(reply.content()).isEqualTo(Content.FAILURE);
  }

  @Test
  void aReplyOfAnotherKindOrLengthIsMalformed() {
    read(ByteBuffer.allocate(26).putInt(0, 2).array());
    assertThat(reply.content()).isEqualTo(Content.MALFORMED);

    read(ByteBuffer.allocate(16).putInt(0, 1).array());
    assertThat(reply.content()).isEqualTo(Content.MALFORMED);

    read(ByteBuffer.allocate(27).putInt(0, 1).array());
    assertThat(reply.content()).isEqualTo(Content.MALFORMED);

    assertThat(read(new byte[7])).isFalse();
  }

  @Test
  void aReplyToAConnectHoldsAnId() {
    read(ByteBuffer.allocate(16).putLong(8, 42).array());

    assertThat(reply.isConnect()).isTrue();
    assertThat(reply.connectionId()).isEqualTo(42);
  }

  private boolean read(byte[] bytes) {
    return reply.read(bytes, bytes.length);
  }

  private static byte[] announce(int interval, int peers) {
    return ByteBuffer.allocate(20 + 6 * peers)
        .putInt(0, 1)
        .putInt(4, 7)
        .putInt(8, interval)
        .array();
  }
}
