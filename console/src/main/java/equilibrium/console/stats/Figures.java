package equilibrium.console.stats;

import equilibrium.console.problem.Refused;
import equilibrium.console.shape.History;
import equilibrium.console.shape.Stats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * 24 h of the figures in {@link Stats}, a point every 10 s, in memory: empty after a restart. At
 * most {@value #MOST_POINTS} points a series are answered.
 */
public final class Figures {
  private static final int EVERY_SECONDS = 10;
  private static final int KEPT = 24 * 3600 / EVERY_SECONDS;
  private static final int MOST_POINTS = 2_000;

  /** A figure that is kept. */
  private record Figure(String unit, Function<Stats, @Nullable Number> value, Ring ring) {}

  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private long last;

  public Figures() {
    keep("announces", "announces a second", Stats::announcesPerSecond);
    keep("viewers", "streams", Stats::viewers);
    for (var stage : List.of("postgresql", "scoring", "anomaly")) {
      keep("lag-" + stage, "s", stats -> lag(stats, stage));
    }
    keep("swarms", "swarms", stats -> stats.swarms() == null ? null : stats.swarms().swarms());
    keep("seeders", "peers", stats -> stats.swarms() == null ? null : stats.swarms().seeders());
    keep("leechers", "peers", stats -> stats.swarms() == null ? null : stats.swarms().leechers());
    keep("clients", "clients", stats -> stats.clients() == null ? null : stats.clients().clients());
  }

  private void keep(String name, String unit, Function<Stats, @Nullable Number> value) {
    figures.put(name, new Figure(unit, value, new Ring(KEPT)));
  }

  private static @Nullable Double lag(Stats stats, String stage) {
    for (var each : stats.stages()) {
      if (each.name().equals(stage)) {
        return each.lagSeconds();
      }
    }
    return null;
  }

  /** Keeps the figures, unless the last ones are younger than 10 s. */
  void add(Stats stats) {
    long now = stats.asOf().getEpochSecond();
    if (now - last < EVERY_SECONDS) {
      return;
    }
    last = now;
    figures
        .values()
        .forEach(figure -> {
          var value = figure.value().apply(stats);
          if (value != null) {
            figure.ring().add(now, value.doubleValue());
          }
        });
  }

  /**
   * Series by their names.
   *
   * @param names separated by commas; null: all
   * @param step least seconds between two points
   */
  public History history(@Nullable String names, Instant from, Instant to, int step) {
    var wanted = names == null ? List.copyOf(figures.keySet()) : namesIn(names);
    long fair = Math.ceilDiv(to.getEpochSecond() - from.getEpochSecond(), MOST_POINTS - 1L);
    int apart = Math.clamp(fair, step, Integer.MAX_VALUE);
    var series = new ArrayList<History.Series>();
    for (var name : wanted) {
      var figure = figures.get(name);
      if (figure == null) {
        throw Refused.badValue(
            "?series",
            "\"%s\", expected some of %s".formatted(name, String.join(", ", figures.keySet())));
      }
      series.add(
          new History.Series(
              null,
              name,
              figure.unit(),
              figure
                  .ring()
                  .points((double) from.getEpochSecond(), (double) to.getEpochSecond(), apart)));
    }
    return new History(series);
  }

  /** Each name once, so that an answer has no more series than there are. */
  private static List<String> namesIn(String text) {
    return Stream.of(text.split(",")).distinct().toList();
  }
}
