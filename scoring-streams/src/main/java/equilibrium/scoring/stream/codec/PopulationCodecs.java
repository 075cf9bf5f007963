package equilibrium.scoring.stream.codec;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.client.PopulationEntry;
import equilibrium.scoring.client.ScoreBucket;
import equilibrium.scoring.client.ScoreChange;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;

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
  private static final int LAYOUT = 1;
  private static final int FIRST_CHANGE_SIZE =
      2 * (Short.BYTES + 1 + Ids.CLIENT_ID_BYTES) + Long.BYTES;
  private static final int FIRST_BUCKET_SIZE = 2 * Long.BYTES;

  static final StateCodec<ScoreChange> CHANGE_CODEC =
      StateCodec.of(
          "a change of score",
          LAYOUT,
          (change, out) -> {
            write(change.before(), out);
            write(change.after(), out);
            out.writeLong(change.atMs());
          },
          in -> new ScoreChange(entry(in), entry(in), in.readLong()));

  static final StateCodec<ScoreBucket> BUCKET_CODEC =
      StateCodec.of(
          "a count of clients",
          LAYOUT,
          (bucket, out) -> out.writeLong(bucket.active()).writeLong(bucket.eligible()),
          in -> new ScoreBucket(in.readLong(), in.readLong()));

  static final StateCodec<List<ClientId>> IDS_CODEC =
      StateCodec.of(
          "a list of clients",
          LAYOUT,
          (ids, out) -> ids.forEach(out::writeClientId),
          PopulationCodecs::clientIds);

  static final StateCodec<Cuts> CUTS_CODEC =
      StateCodec.of(
          "the cuts",
          LAYOUT,
          (cuts, out) -> {
            out.writeLong(cuts.epoch());
            cuts.milliPoints().forEach(out::writeInt);
          },
          PopulationCodecs::cuts);

  public static final Serde<ScoreChange> SCORE_CHANGE =
      Unversioned.serde(CHANGE_CODEC, LAYOUT, bytes -> bytes.length == FIRST_CHANGE_SIZE);
  public static final Serde<ScoreBucket> SCORE_BUCKET =
      Unversioned.serde(BUCKET_CODEC, LAYOUT, bytes -> bytes.length == FIRST_BUCKET_SIZE);
  public static final Serde<List<ClientId>> CLIENT_IDS =
      Unversioned.serde(
          IDS_CODEC, LAYOUT, bytes -> bytes.length > 0 && bytes.length % Ids.CLIENT_ID_BYTES == 0);
  public static final Serde<Cuts> CUTS = CUTS_CODEC.serde();

  static void write(PopulationEntry entry, StateOutput out) {
    out.writeShort(entry.score()).writeFlag(entry.eligible()).writeClientId(entry.networkId());
  }

  static PopulationEntry entry(StateInput in) {
    return new PopulationEntry(in.readShort(), in.readFlag(), in.readClientId());
  }

  private static List<ClientId> clientIds(StateInput in) {
    var ids = new ArrayList<ClientId>();
    while (in.hasMore()) {
      ids.add(in.readClientId());
    }
    return ids;
  }

  private static Cuts cuts(StateInput in) {
    long epoch = in.readLong();
    var milliPoints = new ArrayList<Integer>();
    while (in.hasMore()) {
      milliPoints.add(in.readInt());
    }
    return new Cuts(epoch, milliPoints);
  }

  private PopulationCodecs() {}
}
