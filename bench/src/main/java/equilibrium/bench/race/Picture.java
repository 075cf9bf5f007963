package equilibrium.bench.race;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The medians of all races as SVG: a panel for each policy, in it for each tier a column of dots
 * for each kind of swarms, with a line at the median of all races.
 */
public final class Picture {
  private static final int PANEL = 270;
  private static final int LEFT = 50;
  private static final int TOP = 50;
  private static final int HEIGHT = 260;
  private static final int BELOW = 60;
  private static final int COLUMN = 60;
  private static final int HALF_LINE = 7;
  private static final int COLUMNS_WIDTH = 51; // of a tier
  private static final String GRID = "#ddd";
  private static final int LEGEND = 150;
  private static final List<String> COLOURS =
      List.of("#1f6fb2", "#b26a1f", "#8a8a8a", "#2a8a4a", "#8a3a9a");

  /**
   * Races of one kind of swarms under one policy.
   *
   * @param swarms a few words for the legend
   */
  public record Row(String policy, String swarms, List<RaceResult> races) {
    /** A row that does not change. */
    public Row {
      races = List.copyOf(races);
    }
  }

  /** Of swarms, that a picture can show. */
  public static final int MOST_KINDS = COLOURS.size();

  private final List<Row> rows;
  private final List<String> policies;
  private final List<String> columns;
  private final double most;
  private final int step;
  private final StringBuilder svg = new StringBuilder();

  /** A picture of these rows; several may have one policy, and there are up to five kinds. */
  public Picture(List<Row> rows) {
    this.rows = List.copyOf(rows);
    policies = rows.stream().map(Row::policy).distinct().toList();
    columns = rows.stream().map(Row::swarms).distinct().toList();
    if (columns.size() > MOST_KINDS) {
      throw new IllegalArgumentException(
          "%d kinds of swarms, expected at most %d".formatted(columns.size(), MOST_KINDS));
    }
    double highest =
        rows.stream()
            .flatMap(row -> row.races().stream())
            .flatMapToDouble(race -> tiers().mapToDouble(race::median))
            .max()
            .orElse(1);
    step = highest > 40 ? 10 : highest > 15 ? 5 : 2;
    most = step * Math.ceil(highest / step);
  }

  private static IntStream tiers() {
    return IntStream.range(0, SwarmModel.TIERS);
  }

  /** The whole document. */
  public String svg() {
    int width = LEFT + PANEL * policies.size();
    int height = TOP + HEIGHT + BELOW;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">"
            .formatted(width, height));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>".formatted(width, height));
    for (int minutes = 0; minutes <= most; minutes += step) {
      line(LEFT, width - 10, y(minutes), GRID);
      text(LEFT - 8, y(minutes) + 4, "end", Integer.toString(minutes));
    }
    text(LEFT - 8, TOP - 14, "end", "min");
    for (int i = 0; i < policies.size(); i++) {
      panel(policies.get(i), LEFT + i * PANEL);
    }
    int legend = TOP + HEIGHT + 48;
    for (int i = 0; i < columns.size(); i++) {
      dot(LEFT + 10 + i * LEGEND, legend - 4, COLOURS.get(i));
      text(LEFT + 20 + i * LEGEND, legend, "start", columns.get(i));
    }
    add("</svg>");
    return svg.toString();
  }

  private void panel(String policy, int left) {
    int middle = left + PANEL / 2;
    text(middle, TOP - 14, "middle", policy);
    tiers()
        .forEach(tier -> {
          double x = middle + (tier - (SwarmModel.TIERS - 1) / 2.0) * COLUMN;
          text(x, TOP + HEIGHT + 20, "middle", "tier " + tier);
          rows.stream()
              .filter(row -> row.policy().equals(policy))
              .forEach(row -> {
                int column = columns.indexOf(row.swarms());
                double offset = column - (columns.size() - 1) / 2.0;
                double width = (double) COLUMNS_WIDTH / columns.size();
                column(row, tier, x + offset * width, COLOURS.get(column));
              });
        });
  }

  private void column(Row row, int tier, double x, String colour) {
    for (RaceResult race : row.races()) {
      dot(x, y(race.median(tier)), colour);
    }
    line(x - HALF_LINE, x + HALF_LINE, y(RaceResult.of(row.races()).median(tier)), colour);
  }

  private double y(double minutes) {
    return TOP + HEIGHT * (1 - minutes / most);
  }

  private void dot(double x, double y, String colour) {
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\" fill-opacity=\"0.45\"/>"
            .formatted(number(x), number(y), colour));
  }

  private void line(double fromX, double toX, double y, String colour) {
    add(
        "<path d=\"M%s %sH%s\" stroke=\"%s\" stroke-width=\"%d\"/>"
            .formatted(number(fromX), number(y), number(toX), colour, colour.equals(GRID) ? 1 : 2));
  }

  private void text(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(number(x), number(y), anchor, text));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void add(String line) {
    svg.append(line).append('\n');
  }
}
