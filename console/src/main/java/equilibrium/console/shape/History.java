package equilibrium.console.shape;

import java.util.List;

/** Figures over time. */
public record History(List<Series> series) {
  /**
   * One figure over time.
   *
   * @param points seconds since 1970 and value, oldest first
   */
  public record Series(String name, String unit, List<List<Double>> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  public History {
    series = List.copyOf(series);
  }
}
