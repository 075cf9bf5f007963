package equilibrium.analyst.whatif;

import equilibrium.analyst.whatif.Flagged.Flag;
import equilibrium.schemas.Ids;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/** Prints what two detections found. */
record FlaggedText(PrintStream out) {
  /** Clients to look at, on each side. */
  private static final int SAMPLE = 20;

  void print(Flagged before, Flagged after) {
    var rules = before.rules(after);
    if (rules.isEmpty()) {
      out.println("findings: none, before and after");
      return;
    }
    out.printf(
        "%-9s %10s %10s | %s%n",
        "findings", "before", "after", "clients found before, after, both,");
    out.printf("%-9s %10s %10s | %s%n", "", "", "", "only before, only after");
    rules.forEach(rule -> printRule(rule, before, after));
    printSample("before", before, before.without(after));
    printSample("after", after, after.without(before));
  }

  private void printRule(String rule, Flagged before, Flagged after) {
    var one = before.clients(rule);
    var other = after.clients(rule);
    var both = new HashSet<>(one);
    both.retainAll(other);
    out.printf(
        Locale.ROOT,
        "%-9s %,10d %,10d | %,d %,d %,d %,d %,d%n",
        rule,
        before.findings(rule),
        after.findings(rule),
        one.size(),
        other.size(),
        both.size(),
        one.size() - both.size(),
        other.size() - both.size());
  }

  /** Ids are digests, so that every so manieth is a fair sample. */
  private void printSample(String side, Flagged flagged, List<Flag> only) {
    if (only.isEmpty()) {
      return;
    }
    int shown = Math.min(SAMPLE, only.size());
    out.printf(
        Locale.ROOT,
        "found only %s: %,d, of which %d to judge by hand:%n",
        side,
        only.size(),
        shown);
    IntStream.range(0, shown)
        .map(i -> (int) ((long) i * only.size() / shown))
        .forEach(i -> printFlag(only.get(i), Objects.requireNonNull(flagged.found(only.get(i)))));
  }

  private void printFlag(Flag flag, Flagged.Found first) {
    var client = Ids.hex(flag.client().bytes());
    var at = Instant.ofEpochMilli(first.decidedAtMs());
    var swarm = first.infoHash();
    out.printf(
        "%s  client %s%s: %s%n    equilibrium asof %s client %s%n",
        flag.rule(),
        client,
        swarm == null ? "" : ", swarm " + Ids.hex(swarm.bytes()),
        first.summary(),
        at,
        client);
  }
}
