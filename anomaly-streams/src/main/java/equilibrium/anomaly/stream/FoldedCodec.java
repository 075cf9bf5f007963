package equilibrium.anomaly.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.fold.Folded;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.schemas.event.Position;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * What rules remember of a group in its store, big-endian.
 *
 * <pre>
 * 1 layout | rules:
 *   2 id | 8 at | 8 fired at | 2 number of values | 8 each | 2 number of events | 12 each
 * </pre>
 */
final class FoldedCodec {
  static final StateCodec<Folded> CODEC =
      StateCodec.of("rules of a group", 1, FoldedCodec::write, FoldedCodec::read);

  private static void write(Folded folded, StateOutput out) {
    folded
        .rules()
        .forEach((id, state) -> {
          out.writeBytes(id.getBytes(ISO_8859_1));
          out.writeLong(state.atMs()).writeLong(state.firedAtMs());
          out.writeShort(state.values().size());
          state.values().forEach(out::writeLong);
          out.writeShort(state.events().size());
          state.events().forEach(out::writePosition);
        });
  }

  private static Folded read(StateInput in) {
    var rules = new TreeMap<String, RuleState>();
    while (in.hasMore()) {
      var id = new String(in.readBytes(StampedCodec.RULE_BYTES), ISO_8859_1);
      rules.put(id, state(in));
    }
    return new Folded(rules);
  }

  private static RuleState state(StateInput in) {
    long atMs = in.readLong();
    long firedAtMs = in.readLong();
    var values = new ArrayList<Long>();
    for (int left = number(in); left > 0; left--) {
      values.add(in.readLong());
    }
    var events = new ArrayList<Position>();
    for (int left = number(in); left > 0; left--) {
      events.add(in.readPosition());
    }
    return new RuleState(atMs, firedAtMs, values, events);
  }

  private static int number(StateInput in) {
    int number = in.readShort();
    if (number < 0) {
      throw in.wrong("number " + number, "at least 0");
    }
    return number;
  }

  private FoldedCodec() {}
}
