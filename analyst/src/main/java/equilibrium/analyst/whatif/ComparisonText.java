package equilibrium.analyst.whatif;

import equilibrium.schemas.Ids;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a comparison of standings. */
record ComparisonText(PrintStream out) {

  /**
   * Prints it.
   *
   * @param shown most clients to name that rise, and that fall
   */
  void print(Comparison comparison, int shown) {
    int clients = comparison.standings().size();
    out.printf(Locale.ROOT, "clients that announced in the last week: %,d%n", clients);
    out.printf(
        Locale.ROOT,
        "cuts     %s -> %s%n",
        text(comparison.cutsBefore()),
        text(comparison.cutsAfter()));
    out.printf(
        Locale.ROOT,
        "clients whose tier changes: %,d (%.1f %%); Kendall's tau of the scores: %.3f%n",
        comparison.moved(),
        100.0 * comparison.moved() / clients,
        comparison.kendall());
    printMatrix(comparison);
    comparison.byIdentity().forEach(out::println);
    printClients("rise", comparison, comparison.risers(shown));
    printClients("fall", comparison, comparison.fallers(shown));
  }

  private void printMatrix(Comparison comparison) {
    out.printf(Locale.ROOT, "tier before \\ after %10d %10d %10d %10d%n", 0, 1, 2, 3);
    var matrix = comparison.matrix();
    for (int tier = 0; tier < matrix.size(); tier++) {
      var row = matrix.get(tier);
      out.printf(
          Locale.ROOT,
          "%19d %,10d %,10d %,10d %,10d%n",
          tier,
          row.get(0),
          row.get(1),
          row.get(2),
          row.get(3));
    }
  }

  private void printClients(String verb, Comparison comparison, List<Standing> clients) {
    if (clients.isEmpty()) {
      out.printf("no score %ss%n", verb);
      return;
    }
    out.printf(Locale.ROOT, "scores that %s most:%n", verb);
    for (var one : clients) {
      out.printf(
          Locale.ROOT,
          "%s  %4d -> %4d  tier %d -> %d  %s -> %s%n",
          Ids.hex(one.clientId().bytes()),
          one.before(),
          one.after(),
          comparison.tierBefore(one),
          comparison.tierAfter(one),
          Standing.why(one.partsBefore()),
          Standing.why(one.partsAfter()));
    }
  }

  static String text(List<Double> cuts) {
    return String.join(
        " ", cuts.stream().map(cut -> String.format(Locale.ROOT, "%.1f", cut)).toList());
  }
}
