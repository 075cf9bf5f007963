package equilibrium.analyst.command;

import equilibrium.analyst.log.Bound;
import equilibrium.analyst.log.Range;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which records are read. */
final class RangeOptions {
  @Option(
      names = "--from",
      paramLabel = "T",
      description =
          "First time of append (2026-11-20T08:00:00Z, or -3d before now; s, m, h, d), or @OFFSET;"
              + " without this, everything that the log has.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "T",
      description = "Where to end, not included; without this, the ends as they are now.")
  private @Nullable String to;

  @Option(names = "--partition", paramLabel = "N", description = "Only this partition.")
  private @Nullable Integer partition;

  Range range(Instant now) {
    return new Range(
        from == null ? new Bound.Beginning() : Bound.parse("--from", from, now),
        to == null ? new Bound.Ends() : Bound.parse("--to", to, now),
        partition);
  }

  boolean isEndless() {
    return to == null;
  }
}
