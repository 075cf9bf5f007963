package equilibrium.anomaly.episode;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The history of a swarm in its store, big-endian:
 *
 * <pre>
 *   1 layout | 8 start | 8 imbalance (IEEE 754) | 1 number of offsets | 8 each
 *   | members of 86 bytes: 16 client id | 1 identity | 20 peer id | 8 started | 8 seen
 *     | 4 unreceived | 4 over sink | 8 sign | 8 last sign | 8 excess (IEEE 754) | 1 matches onset
 * </pre>
 */
public final class SwarmHistoryCodec {
  public static final StateCodec<SwarmHistory> CODEC =
      StateCodec.of("history of a swarm", 1, SwarmHistoryCodec::write, SwarmHistoryCodec::read);

  private static final Identity[] IDENTITIES = Identity.values();

  private static void write(SwarmHistory history, StateOutput out) {
    out.writeLong(history.startMs()).writeLong(Double.doubleToLongBits(history.imbalance()));
    out.writeByte(history.offsets().size());
    history.offsets().forEach(out::writeLong);
    history.members().values().forEach(member -> write(member, out));
  }

  private static void write(Member member, StateOutput out) {
    out.writeClientId(member.clientId()).writeEnum(member.identity());
    out.writePeerId(member.peerId()).writeLong(member.startedMs()).writeLong(member.seenMs());
    out.writeInt(member.unreceived()).writeInt(member.overSink());
    out.writeLong(member.signOffset()).writeLong(member.lastSignOffset());
    out.writeLong(Double.doubleToLongBits(member.excess())).writeFlag(member.matchesOnset());
  }

  private static SwarmHistory read(StateInput in) {
    long startMs = in.readLong();
    double imbalance = Double.longBitsToDouble(in.readLong());
    var offsets = offsets(in);
    var members = new TreeMap<ClientId, Member>();
    while (in.hasMore()) {
      var member = member(in);
      members.put(member.clientId(), member);
    }
    return new SwarmHistory(startMs, imbalance, offsets, members);
  }

  private static List<Long> offsets(StateInput in) {
    int number = in.readByte();
    var offsets = new ArrayList<Long>();
    for (int i = 0; i < number; i++) {
      offsets.add(in.readLong());
    }
    return List.copyOf(offsets);
  }

  private static Member member(StateInput in) {
    return new Member(
        in.readClientId(),
        in.readEnum(IDENTITIES),
        in.readPeerId(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        Double.longBitsToDouble(in.readLong()),
        in.readFlag());
  }

  private SwarmHistoryCodec() {}
}
