package equilibrium.anomaly.client;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.fold.Folds;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Position;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientRulesTest {
  private static final long HOUR = 3_600;
  private static final EchoClientRule ECHO = new EchoClientRule(DetectionRules.V1.rule("T1"));
  private static final SteadyClientRule STEADY = new SteadyClientRule(DetectionRules.V1.rule("R5"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("echoes")
  void missedEchoesOfManySessions(String name, List<Signal> signals, int findings) {
    assertThat(Folds.found(ECHO, signals, Signal::atMs)).as(name).hasSize(findings);
  }

  static Stream<Arguments> echoes() {
    return Stream.of(
        Arguments.of("an emulator with many short sessions", signals("T1", 4, 2, 1, 600), 1),
        Arguments.of("two sessions", signals("T1", 2, 2, 1, 600), 0),
        Arguments.of("one miss in each of five", signals("T1", 5, 1, 1, 600), 0),
        Arguments.of(
            "one session that misses often is its own finding", signals("T1", 1, 9, 1, 600), 0),
        Arguments.of("a client that echoes in another session", withEcho(), 0),
        Arguments.of("over many days", signals("T1", 4, 2, 1, 20 * HOUR), 0),
        Arguments.of("signals of another rule", signals("R5", 9, 2, 1, 600), 0));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("rates")
  void constantRatesInManySwarms(String name, List<Signal> signals, int findings) {
    assertThat(Folds.found(STEADY, signals, Signal::atMs)).as(name).hasSize(findings);
  }

  static Stream<Arguments> rates() {
    return Stream.of(
        Arguments.of("an emulator in three swarms", signals("R5", 3, 1, 1, 600), 1),
        Arguments.of("a saturated limit in two swarms", signals("R5", 2, 5, 1, 600), 0),
        Arguments.of("three swarms in a month", signals("R5", 3, 1, 1, 240 * HOUR), 0),
        Arguments.of("signals of another rule", signals("T1", 9, 2, 1, 600), 0));
  }

  @Test
  void theFindingNamesItsSessionsAndEvents() {
    var found = Folds.found(STEADY, signals("R5", 3, 1, 1, 600), Signal::atMs).getFirst();

    assertThat(found.where().infoHash()).isNull();
    assertThat(found.where().peerIds())
        .containsExactly(Ids.peerId(1), Ids.peerId(2), Ids.peerId(3));
    assertThat(found.events())
        .containsExactly(new Position(1, 0L), new Position(2, 1L), new Position(3, 2L));
    assertThat(found.observed()).isEqualTo(3);
  }

  /** Signals of so many sessions, each of a swarm of its own. */
  private static List<Signal> signals(
      String rule, int sessions, int each, long value, long secondsApart) {
    var all = new ArrayList<Signal>();
    for (int session = 1; session <= sessions; session++) {
      for (int i = 0; i < each; i++) {
        all.add(signal(rule, session, all.size() * secondsApart, value));
      }
    }
    return all;
  }

  private static List<Signal> withEcho() {
    var all = new ArrayList<>(signals("T1", 2, 2, 1, 600));
    all.add(signal("T1", 9, 5_000, -1));
    all.addAll(signals("T1", 2, 2, 1, 600));
    return all;
  }

  private static Signal signal(String rule, int session, long second, long value) {
    long atMs = SampleEvents.NOW + second * 1_000;
    var source = new Position(session, second / 600);
    return new Signal(rule, Ids.infoHash(session), Ids.peerId(session), atMs, value, source);
  }
}
