package equilibrium.scoring.stream.codec;

import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.swarm.PeerCounts;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.scoring.swarm.SwarmTotals;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import org.apache.kafka.common.serialization.Serde;

/**
 * A swarm in its store, 109 bytes:
 *
 * <pre>
 *   0 layout (1)
 *   1 uploaded, downloaded, discarded     25 imbalanced since (-2^63: it is not)
 *  33 seeders, leechers, partial seeders (4 each)         45 completed    53 size
 *  61 episode: start, last, uploaded, downloaded, discarded, closed
 * </pre>
 */
public final class SwarmCodec {
  static final StateCodec<SwarmState> CODEC =
      StateCodec.of("a swarm", 2, SwarmCodec::write, SwarmCodec::read);
  public static final Serde<SwarmState> SERDE = CODEC.serde();

  private static void write(SwarmState state, StateOutput out) {
    var totals = state.totals();
    var peers = totals.peers();
    var episode = state.episode();
    write(totals.traffic(), out);
    out.writeNullableLong(totals.imbalancedSinceMs());
    out.writeInt(peers.seeders()).writeInt(peers.leechers()).writeInt(peers.partialSeeders());
    out.writeLong(totals.completed()).writeLong(totals.sizeBytes());
    out.writeLong(episode.startMs()).writeLong(episode.lastMs());
    write(episode.traffic(), out);
    out.writeLong(episode.closedMs());
  }

  private static SwarmState read(StateInput in) {
    return new SwarmState(totals(in), episode(in));
  }

  private static SwarmTotals totals(StateInput in) {
    return new SwarmTotals(
        traffic(in),
        in.readNullableLong(),
        new PeerCounts(in.readInt(), in.readInt(), in.readInt()),
        in.readLong(),
        in.readLong());
  }

  private static Episode episode(StateInput in) {
    return new Episode(in.readLong(), in.readLong(), traffic(in), in.readLong());
  }

  static void write(Traffic traffic, StateOutput out) {
    out.writeLong(traffic.uploaded())
        .writeLong(traffic.downloaded())
        .writeLong(traffic.discarded());
  }

  static Traffic traffic(StateInput in) {
    return new Traffic(in.readLong(), in.readLong(), in.readLong());
  }

  private SwarmCodec() {}
}
