package equilibrium.console.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures over time. */
public record History(List<Series> series) {
  /**
   * One figure over time.
   *
   * @param node id of the program in topic {@code members}; null: of the whole tracker
   * @param points seconds since 1970 and value, oldest first
   */
  public record Series(@Nullable String node, String name, String unit, List<List<Double>> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  public History {
    series = List.copyOf(series);
  }
}
