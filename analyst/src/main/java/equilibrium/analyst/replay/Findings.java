package equilibrium.analyst.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;

/** What a comparison of one table found. Names the first 10 differences. */
final class Findings {
  private static final int MOST_NAMED = 10;

  private final String table;
  private final List<String> named = new ArrayList<>();
  private long equal;
  private long differing;
  private long pending;
  private long forgotten;

  Findings(String table) {
    this.table = table;
  }

  /** Compares two records that mean the same. */
  void compared(String name, SpecificRecord live, SpecificRecord folded) {
    if (live.equals(folded)) {
      equal++;
    } else {
      differ("%s: %s".formatted(name, String.join("; ", Differences.between(live, folded))));
    }
  }

  void differ(String line) {
    differing++;
    if (named.size() < MOST_NAMED) {
      named.add("  " + line);
    }
  }

  /** The fold gave a record that comes after all that scoring has written. */
  void pending() {
    pending++;
  }

  /** The topic no longer has the record that the fold gave. */
  void forgotten() {
    forgotten++;
  }

  boolean areNone() {
    return differing == 0;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %,12d equal %,12d differ %,12d not yet written by scoring",
            table,
            equal,
            differing,
            pending));
    if (forgotten > 0) {
      lines.add(
          String.format(
              Locale.ROOT, "  %,d that the topic has forgotten are not compared", forgotten));
    }
    lines.addAll(named);
    return lines;
  }
}
