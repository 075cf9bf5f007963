package equilibrium.bench.trace;

import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files about the clients of a trace, at most a million lines each. */
public final class Labels {
  private static final int MOST = 1_000_000;

  /** What each client is. A client may have several, one after the other. */
  public static List<Label> read(Path file) {
    var labels = new ArrayList<Label>();
    try (var lines = new JsonLines(file)) {
      for (var fields = lines.next(); fields != null; fields = lines.next()) {
        labels.add(
            new Label(
                fields.requiredText("key"),
                fields.requiredText("kind"),
                fields.has("from") ? fields.requiredNumber("from", 0, Long.MAX_VALUE) : 0));
        limit(file, labels);
      }
    }
    return labels;
  }

  /** What each client of a generated trace did. */
  public static List<Truth> readTruth(Path file) {
    var truths = new ArrayList<Truth>();
    try (var lines = new JsonLines(file)) {
      for (var fields = lines.next(); fields != null; fields = lines.next()) {
        truths.add(
            new Truth(
                fields.requiredText("key"),
                fields.requiredNumber("fabricatedUp", 0, Long.MAX_VALUE),
                fields.requiredNumber("hiddenDown", 0, Long.MAX_VALUE),
                fields.requiredNumber("sent", 0, Long.MAX_VALUE),
                fields.requiredNumber("received", 0, Long.MAX_VALUE)));
        limit(file, truths);
      }
    }
    return truths;
  }

  private static void limit(Path file, List<?> lines) {
    if (lines.size() > MOST) {
      throw new Fault("%s has more than %,d lines, expected fewer".formatted(file, MOST));
    }
  }

  private Labels() {}
}
