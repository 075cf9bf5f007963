package equilibrium.analyst.whatif;

import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.log.Progress;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.whatif.ComparisonFiles.Compared;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.ClientId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
   * @param files null: the comparison is only printed
   */
  public record Options(
      TimeScale scale,
      Path temporary,
      boolean isQuiet,
      int shown,
      Depth least,
      @Nullable Files files) {}

  /**
   * Where the whole comparison is written.
   *
   * @param memory for DuckDB, such as 1GiB
   */
  public record Files(Path folder, Privacy privacy, String memory) {}

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

  private final Records records;
  private final Question question;
  private final Output output;
  private final PrintStream out;

  /** What a depth gives; no findings: it does not compare detection. */
  private record Answer(
      Comparison clients,
      Optional<String> forgotten,
      @Nullable Flagged before,
      @Nullable Flagged after) {}

  public WhatIf(
      Records records, Question question, Options options, PrintStream out, PrintStream err) {
    this.records = records;
    this.question = question;
    this.output = new Output(options, err);
    this.out = out;
  }

  /** Prints the comparison, and writes it if asked. A {@link Fault} if there is no standing. */
  public void run() {
    var options = output.options();
    try (var files =
        options.files() == null
            ? null
            : new ComparisonFiles(options.files(), options.temporary())) {
      var inForce = new StandingsInForce(records.log(), question);
      var standings = inForce.active();
      if (standings.isEmpty()) {
        throw new Fault("client-standings has no standing: nobody can be compared");
      }
      var depth = deeper(question.depth(), options.least());
      printQuestion(depth);
      var answer = answer(depth, standings, inForce);
      print(answer);
      if (files != null) {
        files.write(
            new Compared(question, depth, answer.clients(), answer.forgotten()),
            answer.before(),
            answer.after());
      }
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
    if (records.archive() != null && depth == Depth.SUMS) {
      out.println("the archive is not read: --depth 2 or 3 fold its records");
    }
  }

  private Answer answer(Depth depth, List<Standing> standings, StandingsInForce inForce) {
    return switch (depth) {
      case SUMS -> new Answer(comparison(standings, inForce.cuts()), Optional.empty(), null, null);
      case CONTRIBUTIONS -> {
        var sums = new ContributionFold(records, question, output).of(clients(standings));
        yield new Answer(folded(standings, sums, inForce), sums.forgotten(), null, null);
      }
      case ANNOUNCES -> {
        var result = new AnnounceFold(records, question, output).of(clients(standings));
        var sums = result.sums();
        yield new Answer(
            folded(standings, sums, inForce), sums.forgotten(), result.before(), result.after());
      }
    };
  }

  private static Set<ClientId> clients(List<Standing> standings) {
    return standings.stream().map(Standing::clientId).collect(Collectors.toSet());
  }

  /** Also says how much of the standings in force this log gives. */
  private Comparison folded(List<Standing> standings, FoldedSums sums, StandingsInForce inForce) {
    out.printf(
        Locale.ROOT,
        "sums of %,d of %,d clients are those in force when folded by the rules in force%n",
        sums.inForce(standings),
        standings.size());
    sums.forgotten().ifPresent(out::println);
    return comparison(
        sums.of(standings, question), sums.forgotten().isEmpty() ? inForce.cuts() : List.of());
  }

  private Comparison comparison(List<Standing> standings, List<Double> cuts) {
    return new Comparison(
        standings,
        new Comparison.Cuts(cuts, question.quantilesInForce(), question.otherQuantiles()));
  }

  private void print(Answer answer) {
    new ComparisonText(out).print(answer.clients(), output.options().shown());
    var before = answer.before();
    var after = answer.after();
    if (before != null && after != null) {
      new FlaggedText(out).print(before, after);
    }
  }
}
