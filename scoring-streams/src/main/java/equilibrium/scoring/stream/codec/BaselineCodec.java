package equilibrium.scoring.stream.codec;

import equilibrium.scoring.swarm.Baseline;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;

/** A baseline in its store, 1605 bytes: layout (1), and 401 counts (4 each). */
public final class BaselineCodec {
  public static final StateCodec<Baseline> CODEC =
      StateCodec.of("a baseline", 1, BaselineCodec::write, BaselineCodec::read);

  private static void write(Baseline baseline, StateOutput out) {
    for (int count : baseline.counts()) {
      out.writeInt(count);
    }
  }

  private static Baseline read(StateInput in) {
    int[] counts = new int[Baseline.STEPS];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.readInt();
    }
    return Baseline.of(counts);
  }

  private BaselineCodec() {}
}
