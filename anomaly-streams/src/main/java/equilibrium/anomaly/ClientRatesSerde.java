package equilibrium.anomaly;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The state as bytes, big-endian. Changing the layout takes a new first byte.
 *
 * <pre>
 * 1 layout | 1 told | 8 toldAt | claims of 98 bytes:
 *   20 info-hash | 20 peer id | 8 at | 8 seconds | 8 uploaded | 8 downloaded
 *   | 4 partition, 8 offset of source | 4, 8 of previous (partition -1: none) | 1 told | 1 zero
 * </pre>
 */
final class ClientRatesSerde {
  private static final byte LAYOUT = 1;
  private static final int HEAD = 10;
  private static final int CLAIM = 98;

  static Serde<ClientRates> serde() {
    return Serdes.serdeFrom((_, rates) -> write(rates), (_, bytes) -> read(bytes));
  }

  private static byte @Nullable [] write(@Nullable ClientRates rates) {
    if (rates == null) {
      return null;
    }
    var to = ByteBuffer.allocate(HEAD + CLAIM * rates.claims().size());
    to.put(LAYOUT).put(told(rates.told())).putLong(rates.toldAtMs());
    for (var claim : rates.claims()) {
      to.put(claim.infoHash().bytes()).put(claim.peerId().bytes());
      to.putLong(claim.atMs()).putLong(claim.seconds());
      to.putLong(claim.uploaded()).putLong(claim.downloaded());
      put(to, claim.source());
      put(to, claim.previous());
      to.put(told(claim.told())).put((byte) 0);
    }
    return to.array();
  }

  private static void put(ByteBuffer to, @Nullable Position position) {
    to.putInt(position == null ? -1 : position.getPartition());
    to.putLong(position == null ? -1 : position.getOffset());
  }

  private static byte told(@Nullable Severity severity) {
    return switch (severity) {
      case null -> 0;
      case SOFT -> 1;
      case HARD -> 2;
    };
  }

  private static @Nullable ClientRates read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      var from = ByteBuffer.wrap(bytes);
      if (from.get() != LAYOUT) {
        throw new SerializationException("client-rates: unknown layout " + bytes[0]);
      }
      var told = told(from.get());
      long toldAtMs = from.getLong();
      var claims = new ArrayList<Claim>();
      while (from.hasRemaining()) {
        claims.add(claim(from));
      }
      return new ClientRates(claims, told, toldAtMs);
    } catch (BufferUnderflowException e) {
      throw new SerializationException("client-rates: damaged", e);
    }
  }

  private static Claim claim(ByteBuffer from) {
    byte[] infoHash = new byte[20];
    byte[] peerId = new byte[20];
    from.get(infoHash).get(peerId);
    long atMs = from.getLong();
    long seconds = from.getLong();
    long uploaded = from.getLong();
    long downloaded = from.getLong();
    var source = new Position(from.getInt(), from.getLong());
    var previous = new Position(from.getInt(), from.getLong());
    var told = told(from.get());
    from.get();
    return new Claim(
        new InfoHash(infoHash),
        new PeerId(peerId),
        atMs,
        seconds,
        uploaded,
        downloaded,
        source,
        previous.getPartition() < 0 ? null : previous,
        told);
  }

  private static @Nullable Severity told(byte code) {
    return switch (code) {
      case 0 -> null;
      case 1 -> Severity.SOFT;
      case 2 -> Severity.HARD;
      default -> throw new SerializationException("client-rates: unknown severity " + code);
    };
  }

  private ClientRatesSerde() {}
}
