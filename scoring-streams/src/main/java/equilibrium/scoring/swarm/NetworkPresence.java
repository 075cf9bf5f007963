package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A network's place in a swarm, however many sessions and clients share it
 * (docs/explain/scoring.md#worth). Pure. In its store: layout (1 byte), then the two times,
 * big-endian.
 *
 * @param coveredMs seeding up to this effective time has been credited
 * @param corroboratedMs when an episode last bore its uploads out; {@link Episode#NEVER}: never
 */
public record NetworkPresence(long coveredMs, long corroboratedMs) {
  static final NetworkPresence NEW = new NetworkPresence(Episode.NEVER, Episode.NEVER);
  public static final Serde<NetworkPresence> SERDE =
      Serdes.serdeFrom((_, seat) -> write(seat), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int SIZE = 17;

  public static NetworkPresence of(@Nullable NetworkPresence kept) {
    return kept == null ? NEW : kept;
  }

  /** Seconds of an interval that ends at a time and that nobody has been credited for. */
  long uncovered(long atMs, long seconds) {
    long at = Math.floorDiv(atMs, 1_000);
    return Math.clamp(at - Math.max(Math.floorDiv(coveredMs, 1_000), at - seconds), 0, seconds);
  }

  public NetworkPresence covered(long atMs) {
    return new NetworkPresence(Math.max(coveredMs, atMs), corroboratedMs);
  }

  public NetworkPresence corroborated(long atMs) {
    return new NetworkPresence(coveredMs, Math.max(corroboratedMs, atMs));
  }

  /** In 1024ths: whole for a week after it was borne out, falling evenly to the least. */
  int quality(long atMs, ScoringRules.Worth rules) {
    if (corroboratedMs == Episode.NEVER || atMs - corroboratedMs >= rules.noneMs()) {
      return rules.leastQuality();
    }
    long lessMs = Math.max(0, atMs - corroboratedMs - rules.fullMs());
    long lost = lessMs * (Worth.ONE - rules.leastQuality()) / (rules.noneMs() - rules.fullMs());
    return (int) (Worth.ONE - lost);
  }

  /**
   * Whether forgetting it loses nothing: no late event can claim it again, and nothing is known.
   */
  public boolean isNothing(long nowMs, ScoringRules rules) {
    long lateMs = rules.sessions().spoolMs() + rules.sessions().seededSeconds() * 1_000;
    return coveredMs <= nowMs - lateMs && corroboratedMs <= nowMs - rules.worth().noneMs();
  }

  private static byte @Nullable [] write(@Nullable NetworkPresence seat) {
    return seat == null
        ? null
        : ByteBuffer.allocate(SIZE)
            .put(LAYOUT)
            .putLong(seat.coveredMs)
            .putLong(seat.corroboratedMs)
            .array();
  }

  private static @Nullable NetworkPresence read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a seat of %d bytes, expected %d in layout %d".formatted(bytes.length, SIZE, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, SIZE - 1);
    return new NetworkPresence(in.getLong(), in.getLong());
  }
}
