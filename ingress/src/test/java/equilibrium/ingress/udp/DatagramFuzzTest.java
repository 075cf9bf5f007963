package equilibrium.ingress.udp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.announce.Announce;
import java.nio.ByteBuffer;
import java.util.List;

/** Any datagram long enough to be an announce is read as one, in both layouts. */
class DatagramFuzzTest {
  private static final List<Dialect> DIALECTS = List.of(new Datagrams(), new ReplicatedDatagrams());

  private final Announce announce = new Announce();

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aDatagramIsAnAnnounceOrNone(byte @NotNull @WithLength(max = 600) [] bytes) {
    for (Dialect dialect : DIALECTS) {
      if (dialect.isAnnounce(bytes.length)) {
        dialect.read(ByteBuffer.wrap(bytes), announce);
        assertTrue(announce.port() >= 0 && announce.port() <= 65_535);
        assertTrue(announce.numWant() >= -1);
      }
    }
    if (bytes.length >= Dialect.HEADER_BYTES) {
      var hashes = new ReplicatedDatagrams().hashes(ByteBuffer.wrap(bytes));
      assertTrue(hashes == null || hashes.size() <= bytes.length / Dialect.HASH_BYTES);
    }
  }
}
