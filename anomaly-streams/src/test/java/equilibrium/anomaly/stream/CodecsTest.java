package equilibrium.anomaly.stream;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.NOW;
import static equilibrium.anomaly.rate.Samples.claim;
import static equilibrium.anomaly.rate.Samples.peer;
import static equilibrium.anomaly.rate.Samples.swarm;

import equilibrium.anomaly.fold.Folded;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.order.Payload.Claimed;
import equilibrium.anomaly.order.Payload.Signalled;
import equilibrium.anomaly.order.Source;
import equilibrium.anomaly.order.Stamp;
import equilibrium.anomaly.order.Stamped;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.streams.testing.CodecCheck;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final CodecCheck<Folded> FOLDED = new CodecCheck<>(FoldedCodec.CODEC);
  private static final CodecCheck<Stamped> STAMPED = new CodecCheck<>(StampedCodec.CODEC);
  private static final Position PLACE = new Position(3, 17L);
  private static final Stamp STAMP = new Stamp(60_000, 61_000, Source.ANNOUNCES, 3, 17, 2);

  @Test
  void whatRulesRememberSurvivesItsStore() {
    var fired = new RuleState(NOW, NOW - 1, List.of(), List.of());
    var counting = new RuleState(NOW, RuleState.NEVER, List.of(7L, -1L), List.of(PLACE));

    FOLDED.survives(new Folded(new TreeMap<>(Map.of("E1", counting))));
    FOLDED.survives(new Folded(new TreeMap<>(Map.of("T1", fired, "L1", counting))));
  }

  /** Layout 1 as it was first written. */
  @Test
  void layout1OfRulesIsReadable() {
    var state = new RuleState(256, RuleState.NEVER, List.of(7L), List.of(PLACE));

    FOLDED.reads(
        "01 4531 0000000000000100 8000000000000000 0001 0000000000000007"
            + "0001 00000003 0000000000000011",
        new Folded(new TreeMap<>(Map.of("E1", state))));
  }

  @Test
  void recordsSurviveTheirWayToTheClient() {
    var signal = new Signal("T1", swarm(1), peer(2), NOW, -3, PLACE);

    STAMPED.survives(new Stamped(STAMP, Identity.ADDRESS, true, new Signalled(signal)));
    STAMPED.survives(
        new Stamped(STAMP, Identity.KEY, false, new Claimed(claim(1, 18, 0, 60, 90 * GB))));
    STAMPED.survives(Stamped.passed(Source.CONTRIBUTIONS, 7, 120_000));
  }

  /** Layout 1 as it was first written. */
  @Test
  void layout1OfRecordsIsReadable() {
    STAMPED.reads(
        "01 000000000001d4c0 000000000001d4c0 00 00000007 0000000000000000 00000000 00 01 02",
        Stamped.passed(Source.CONTRIBUTIONS, 7, 120_000));
  }
}
