package equilibrium.scoring.swarm;

import equilibrium.scoring.session.Episode;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of a swarm. In its store, 109 bytes, big-endian:
 *
 * <pre>
 *   0 layout (1)
 *   1 uploaded, downloaded, discarded     25 imbalanced since (-2^63: it is not)
 *  33 seeders, leechers, partial seeders  45 completed    53 size
 *  61 episode: start, last, uploaded, downloaded, discarded, ended
 * </pre>
 */
public record SwarmState(Swarm swarm, Episode episode) {
  public static final SwarmState EMPTY = new SwarmState(Swarm.EMPTY, Episode.NONE);
  public static final Serde<SwarmState> SERDE =
      Serdes.serdeFrom((_, books) -> write(books), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int SIZE = 109;

  public static SwarmState of(@Nullable SwarmState kept) {
    return kept == null ? EMPTY : kept;
  }

  /** Whether forgetting it loses nothing but a size. */
  public boolean isNothing() {
    return swarm.isNothing() && !episode.isOpen();
  }

  private static byte @Nullable [] write(@Nullable SwarmState books) {
    if (books == null) {
      return null;
    }
    var s = books.swarm;
    var e = books.episode;
    Long since = s.imbalancedSinceMs();
    return ByteBuffer.allocate(SIZE)
        .put(LAYOUT)
        .putLong(s.uploaded())
        .putLong(s.downloaded())
        .putLong(s.discarded())
        .putLong(since == null ? Long.MIN_VALUE : since)
        .putInt(s.seeders())
        .putInt(s.leechers())
        .putInt(s.partialSeeders())
        .putLong(s.completed())
        .putLong(s.sizeBytes())
        .putLong(e.startMs())
        .putLong(e.lastMs())
        .putLong(e.uploaded())
        .putLong(e.downloaded())
        .putLong(e.discarded())
        .putLong(e.endedMs())
        .array();
  }

  private static @Nullable SwarmState read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a swarm of %d bytes, expected %d in layout %d".formatted(bytes.length, SIZE, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, SIZE - 1);
    return new SwarmState(swarm(in), episode(in));
  }

  private static Swarm swarm(ByteBuffer in) {
    long uploaded = in.getLong();
    long downloaded = in.getLong();
    long discarded = in.getLong();
    long since = in.getLong();
    return new Swarm(
        uploaded,
        downloaded,
        discarded,
        since == Long.MIN_VALUE ? null : Long.valueOf(since),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong());
  }

  private static Episode episode(ByteBuffer in) {
    return new Episode(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
