package equilibrium.console.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepRingTest {
  private final StepRing ring = new StepRing(5, 4);

  @Test
  void theNewestStepsStay() {
    for (int second = 0; second <= 25; second += 5) {
      ring.add(second, NodeFigure.PEERS, second);
    }

    assertThat(points(NodeFigure.PEERS, 0, 100, 5))
        .containsExactly(point(10, 10), point(15, 15), point(20, 20), point(25, 25));
    assertThat(points(NodeFigure.PEERS, 12, 20, 5))
        .containsExactly(point(10, 10), point(15, 15), point(20, 20));
    assertThat(points(NodeFigure.HEAP, 0, 100, 5)).isEmpty();
  }

  @Test
  void aStepHasTheMeanOfItsValuesOrTheLargest() {
    for (int second = 10; second < 15; second++) {
      ring.add(second, NodeFigure.PEERS, second);
      ring.add(second, NodeFigure.QUEUED, 20 - second);
    }

    assertThat(points(NodeFigure.PEERS, 0, 100, 5)).containsExactly(point(10, 12));
    assertThat(points(NodeFigure.QUEUED, 0, 100, 5)).containsExactly(point(10, 10));
  }

  @Test
  void stepsWithoutValuesHaveNoPoints() {
    ring.add(10, NodeFigure.PEERS, 1);
    ring.add(25, NodeFigure.PEERS, 2);

    assertThat(points(NodeFigure.PEERS, 0, 100, 5)).containsExactly(point(10, 1), point(25, 2));

    ring.add(1_000, NodeFigure.PEERS, 3);
    ring.add(900, NodeFigure.PEERS, 4);

    assertThat(points(NodeFigure.PEERS, 0, 2_000, 5)).containsExactly(point(1_000, 3));
  }

  @Test
  void aLongStretchJoinsWholeSteps() {
    for (int second = 5; second <= 20; second += 5) {
      ring.add(second, NodeFigure.PEERS, second);
      ring.add(second, NodeFigure.QUEUED, second);
    }

    assertThat(points(NodeFigure.PEERS, 13, 100, 10))
        .containsExactly(point(10, 12.5), point(20, 20));
    assertThat(points(NodeFigure.QUEUED, 0, 100, 10))
        .containsExactly(point(0, 5), point(10, 15), point(20, 20));
  }

  private List<List<Double>> points(NodeFigure figure, long from, long to, int apart) {
    var points = new ArrayList<List<Double>>();
    ring.points(figure, from, to, apart, points);
    return points;
  }

  private static List<Double> point(double second, double value) {
    return List.of(second, value);
  }
}
