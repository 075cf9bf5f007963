package equilibrium.analyst.sql;

import equilibrium.analyst.sql.Bars.Bar;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A picture of bars, one below the other, as SVG. It follows the viewer's light or dark colours.
 */
final class BarChart {
  private static final String STYLE =
      """
      <style>
      .ground { fill: #fff } text { fill: #1f2328 } .weak { fill: #59636e }
      .bar { fill: #1f6fb2 } .grid { stroke: #d1d9e0 } .zero { stroke: #59636e }
      @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117 } text { fill: #f0f6fc } .weak { fill: #9198a1 }
        .bar { fill: #4d9de0 } .grid { stroke: #30363d } .zero { stroke: #9198a1 }
      }
      </style>
      """;
  private static final int ROW = 24;
  private static final int TOP = 64;
  private static final int BELOW = 48;
  private static final int PLOT = 440;
  private static final int MARGIN = 16;
  private static final int VALUE = 80; // right of the longest bar
  private static final int LETTER = 7; // width, about
  private static final int MOST_LETTERS = 48;
  private static final int TICKS = 5;
  private static final int DIGITS = 4;

  private final String title;
  private final Bars bars;
  private final int left;
  private final double least;
  private final double most;
  private final double step;
  private final StringBuilder svg = new StringBuilder();

  BarChart(String title, Bars bars) {
    this.title = title;
    this.bars = bars;
    int letters = bars.bars().stream().mapToInt(bar -> cut(bar.label()).length()).max().orElse(0);
    left = MARGIN + LETTER * Math.max(letters, cut(bars.label()).length()) + 8;
    double lowest = values().min().orElse(0);
    double highest = values().max().orElse(0);
    double range = Math.max(highest, 0) - Math.min(lowest, 0);
    step = step(range > 0 ? range / TICKS : 1.0 / TICKS);
    least = step * Math.floor(Math.min(lowest, 0) / step);
    most = Math.max(least + step, step * Math.ceil(Math.max(highest, 0) / step));
  }

  private DoubleStream values() {
    return bars.bars().stream().mapToDouble(Bar::value).filter(Double::isFinite);
  }

  /** The next of 1, 2, 5, 10, … times a power of ten. */
  private static double step(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    double times = atLeast / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
  }

  /** The whole document. */
  String svg() {
    int bottom = TOP + ROW * bars.bars().size();
    int width =
        Math.max(
            left + PLOT + VALUE, 2 * MARGIN + title.length() * (LETTER + 1)); // the title is larger
    int height = bottom + BELOW + (bars.isCut() ? ROW : 0);
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">"
            .formatted(width, height, width, height));
    add("<title>" + escaped(title) + "</title>");
    svg.append(STYLE);
    add("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>".formatted(width, height));
    text(MARGIN, 26, "start", "", title, " font-size=\"15\" font-weight=\"bold\"");
    text(left - 8, TOP - 10, "end", "weak", cut(bars.label()), "");
    for (int tick = 0; least + tick * step <= most + step / 2; tick++) {
      double value = least + tick * step;
      line(value, bottom, "grid");
      text(x(value), bottom + 18, "middle", "weak", number(value), "");
    }
    line(0, bottom, "zero");
    text(left + PLOT / 2.0, bottom + 38, "middle", "weak", bars.value(), "");
    for (int row = 0; row < bars.bars().size(); row++) {
      bar(bars.bars().get(row), TOP + ROW * row);
    }
    if (bars.isCut()) {
      var note = "only the first %d rows".formatted(Bars.MOST);
      text(MARGIN, bottom + BELOW + 12, "start", "weak", note, "");
    }
    add("</svg>");
    return svg.toString();
  }

  private void bar(Bar bar, int top) {
    int middle = top + ROW / 2 + 5;
    text(left - 8, middle, "end", "", cut(bar.label()), "");
    if (Double.isNaN(bar.value())) {
      text(x(0) + 6, middle, "start", "weak", "none", "");
      return;
    }
    double from = x(Math.min(0, bar.value()));
    double to = x(Math.max(0, bar.value()));
    add(
        "<rect class=\"bar\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>"
            .formatted(fixed(from), top + 3, fixed(to - from), ROW - 6));
    text(to + 6, middle, "start", "", number(bar.value()), "");
  }

  private double x(double value) {
    return left + PLOT * (value - least) / (most - least);
  }

  private void line(double value, int bottom, String kind) {
    add(
        "<path class=\"%s\" d=\"M%s %dV%d\"/>"
            .formatted(kind, fixed(x(value)), TOP - 4, bottom + 4));
  }

  private void text(double x, int y, String anchor, String kind, String text, String more) {
    add(
        "<text x=\"%s\" y=\"%d\" text-anchor=\"%s\"%s%s>%s</text>"
            .formatted(
                fixed(x),
                y,
                anchor,
                kind.isEmpty() ? "" : " class=\"" + kind + "\"",
                more,
                escaped(text)));
  }

  private static String cut(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
  }

  /** Four significant digits, with commas. */
  private static String number(double value) {
    var rounded = BigDecimal.valueOf(value).round(new MathContext(DIGITS)).stripTrailingZeros();
    return String.format(Locale.ROOT, "%,." + Math.max(0, rounded.scale()) + "f", rounded);
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** For XML, without the characters that it forbids. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private void add(String line) {
    svg.append(line).append('\n');
  }
}
