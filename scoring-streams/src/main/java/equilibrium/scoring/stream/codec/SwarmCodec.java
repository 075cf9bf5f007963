package equilibrium.scoring.stream.codec;

import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.swarm.PeerCounts;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.scoring.swarm.SwarmTotals;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

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
  public static final Serde<SwarmState> SERDE =
      ByteCodec.of("a swarm", "layout 2, 109 bytes", SwarmCodec::write, SwarmCodec::read);

  private static final byte LAYOUT = 2;
  private static final int SIZE = 109;

  private static ByteBuffer write(SwarmState state) {
    var totals = state.totals();
    var peers = totals.peers();
    var episode = state.episode();
    Long since = totals.imbalancedSinceMs();
    var out = ByteCodec.layout(LAYOUT, SIZE);
    write(totals.traffic(), out);
    out.putLong(since == null ? Long.MIN_VALUE : since);
    out.putInt(peers.seeders()).putInt(peers.leechers()).putInt(peers.partialSeeders());
    out.putLong(totals.completed()).putLong(totals.sizeBytes());
    out.putLong(episode.startMs()).putLong(episode.lastMs());
    write(episode.traffic(), out);
    return out.putLong(episode.closedMs());
  }

  private static void write(Traffic traffic, ByteBuffer out) {
    out.putLong(traffic.uploaded()).putLong(traffic.downloaded()).putLong(traffic.discarded());
  }

  private static @Nullable SwarmState read(ByteBuffer in) {
    return in.get() != LAYOUT ? null : new SwarmState(totals(in), episode(in));
  }

  private static SwarmTotals totals(ByteBuffer in) {
    var traffic = traffic(in);
    long since = in.getLong();
    return new SwarmTotals(
        traffic,
        since == Long.MIN_VALUE ? null : Long.valueOf(since),
        new PeerCounts(in.getInt(), in.getInt(), in.getInt()),
        in.getLong(),
        in.getLong());
  }

  private static Episode episode(ByteBuffer in) {
    return new Episode(in.getLong(), in.getLong(), traffic(in), in.getLong());
  }

  private static Traffic traffic(ByteBuffer in) {
    return new Traffic(in.getLong(), in.getLong(), in.getLong());
  }

  private SwarmCodec() {}
}
