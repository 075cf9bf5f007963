package equilibrium.scoring.stream.codec;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.client.PopulationEntry;
import equilibrium.scoring.client.ScoreBucket;
import equilibrium.scoring.client.ScoreChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What the population of clients stores and receives. The first layouts had no layout byte and are
 * recognised by their size.
 *
 * <pre>
 *   entry:        score (2), eligible (1), network id (16)
 *   score change: layout (1), entry before, entry after, time          47 bytes
 *   score bucket: layout (1), active, eligible                         17 bytes
 *   client ids:   layout (1), then 16 bytes each
 *   cuts:         layout (1), epoch, then 4 bytes each
 * </pre>
 */
public final class PopulationCodecs {
  private static final byte LAYOUT = 1;
  private static final int CHANGE_SIZE =
      1 + 2 * (Short.BYTES + 1 + Ids.CLIENT_ID_BYTES) + Long.BYTES;
  private static final int BUCKET_SIZE = 1 + 2 * Long.BYTES;

  public static final Serde<ScoreChange> SCORE_CHANGE =
      ByteCodec.of(
          "a change of score",
          "layout 1, 47 bytes",
          change -> {
            var out = ByteCodec.layout(LAYOUT, CHANGE_SIZE);
            write(change.before(), out);
            write(change.after(), out);
            return out.putLong(change.atMs());
          },
          in ->
              isKnown(in, in.remaining() == CHANGE_SIZE - 1)
                  ? new ScoreChange(entry(in), entry(in), in.getLong())
                  : null);

  public static final Serde<ScoreBucket> SCORE_BUCKET =
      ByteCodec.of(
          "a count of clients",
          "layout 1, 17 bytes",
          bucket ->
              ByteCodec.layout(LAYOUT, BUCKET_SIZE)
                  .putLong(bucket.active())
                  .putLong(bucket.eligible()),
          in ->
              isKnown(in, in.remaining() == BUCKET_SIZE - 1)
                  ? new ScoreBucket(in.getLong(), in.getLong())
                  : null);

  public static final Serde<List<ClientId>> CLIENT_IDS =
      ByteCodec.of(
          "a list of clients",
          "layout 1, 1 byte and 16 for each client",
          ids -> {
            var out = ByteCodec.layout(LAYOUT, 1 + ids.size() * Ids.CLIENT_ID_BYTES);
            ids.forEach(id -> out.put(id.bytes()));
            return out;
          },
          PopulationCodecs::clientIds);

  public static final Serde<Cuts> CUTS =
      ByteCodec.of(
          "the cuts",
          "layout 1, 9 bytes and 4 for each cut",
          cuts -> {
            var out =
                ByteCodec.layout(
                    LAYOUT, 1 + Long.BYTES + cuts.milliPoints().size() * Integer.BYTES);
            out.putLong(cuts.epoch());
            cuts.milliPoints().forEach(out::putInt);
            return out;
          },
          PopulationCodecs::cuts);

  /** Whether the fields come next: at once in the first layout, or after the layout byte. */
  private static boolean isKnown(ByteBuffer in, boolean first) {
    return first || in.get() == LAYOUT;
  }

  static void write(PopulationEntry entry, ByteBuffer out) {
    out.putShort((short) entry.score()).put(ByteCodec.flag(entry.eligible()));
    out.put(entry.networkId().bytes());
  }

  static PopulationEntry entry(ByteBuffer in) {
    return new PopulationEntry(in.getShort(), in.get() == 1, ByteCodec.clientId(in));
  }

  private static @Nullable List<ClientId> clientIds(ByteBuffer in) {
    if (!isKnown(in, in.remaining() > 0 && in.remaining() % Ids.CLIENT_ID_BYTES == 0)) {
      return null;
    }
    var ids = new ArrayList<ClientId>(in.remaining() / Ids.CLIENT_ID_BYTES);
    while (in.hasRemaining()) {
      ids.add(ByteCodec.clientId(in));
    }
    return ids;
  }

  private static @Nullable Cuts cuts(ByteBuffer in) {
    if (in.get() != LAYOUT) {
      return null;
    }
    long epoch = in.getLong();
    var milliPoints = new ArrayList<Integer>();
    while (in.hasRemaining()) {
      milliPoints.add(in.getInt());
    }
    return new Cuts(epoch, milliPoints);
  }

  private PopulationCodecs() {}
}
