package equilibrium.analyst.whatif;

import equilibrium.analyst.log.Progress;
import equilibrium.analyst.replay.Announces;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.ClientId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what the rules in force make of a log with what others would make of it. Reads as little
 * of it as tells. Writes nothing to Kafka.
 */
public final class WhatIf {
  /**
   * How it runs.
   *
   * @param temporary folder for files of Kafka Streams
   * @param isQuiet whether no ranges and no progress are printed
   * @param shown most clients to name that rise, and that fall
   * @param least depth to go to at least
   */
  public record Options(TimeScale scale, Path temporary, boolean isQuiet, int shown, Depth least) {}

  /** What a fold needs beside the log. */
  record Output(Options options, PrintStream err) {
    void say(String line) {
      if (!options.isQuiet()) {
        err.println(line);
      }
    }

    void warn(String line) {
      err.println(line);
    }

    Progress progress(long all) {
      return new Progress(err, all, options.isQuiet());
    }
  }

  private final Announces announces;
  private final Question question;
  private final Output output;
  private final PrintStream out;

  public WhatIf(
      Announces announces, Question question, Options options, PrintStream out, PrintStream err) {
    this.announces = announces;
    this.question = question;
    this.output = new Output(options, err);
    this.out = out;
  }

  /** Prints the comparison. A {@link Fault} if there is no standing. */
  public void run() {
    var inForce = new StandingsInForce(announces.log(), question);
    var standings = inForce.active();
    if (standings.isEmpty()) {
      throw new Fault("client-standings has no standing: nobody can be compared");
    }
    var depth = deeper(question.depth(), output.options().least());
    printQuestion(depth);
    var clients = standings.stream().map(Standing::clientId).collect(Collectors.toSet());
    switch (depth) {
      case SUMS -> print(standings, inForce.cuts());
      case CONTRIBUTIONS ->
          print(
              standings,
              new ContributionFold(announces.log(), question, output).of(clients),
              inForce);
      case ANNOUNCES -> printAll(standings, clients, inForce);
    }
  }

  private static Depth deeper(Depth one, Depth other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private void printQuestion(Depth depth) {
    out.printf(
        Locale.ROOT,
        "rules %d against %d in force%n",
        question.other().scoring().version(),
        question.inForce().scoring().version());
    out.printf("depth %d of 3: %s%n", depth.number(), question.why(depth));
    if (announces.hasFiles() && depth != Depth.ANNOUNCES) {
      out.println("the archive is not read: --depth 3 folds its announces");
    }
  }

  private void printAll(List<Standing> standings, Set<ClientId> clients, StandingsInForce inForce) {
    var result = new AnnounceFold(announces, question, output).of(clients);
    print(standings, result.sums(), inForce);
    new FlaggedText(out).print(result.before(), result.after());
  }

  private void print(List<Standing> standings, FoldedSums sums, StandingsInForce inForce) {
    out.printf(
        Locale.ROOT,
        "sums of %,d of %,d clients are those in force when folded by the rules in force%n",
        sums.inForce(standings),
        standings.size());
    sums.forgotten().ifPresent(out::println);
    print(sums.of(standings, question), sums.forgotten().isEmpty() ? inForce.cuts() : List.of());
  }

  private void print(List<Standing> standings, List<Double> cuts) {
    var all = new Comparison.Cuts(cuts, question.quantilesInForce(), question.otherQuantiles());
    new ComparisonText(out).print(new Comparison(standings, all), output.options().shown());
  }
}
