package equilibrium.standalone.peer;

import equilibrium.peer.PeerFault;
import equilibrium.peer.TrackerUrls;
import equilibrium.peer.check.Check;
import equilibrium.peer.check.Check.Finding;
import equilibrium.platform.Fault;
import equilibrium.standalone.run.StopSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code peer check}. */
@Command(
    name = "check",
    description = {
      "Tells whether a client would be served: two clients of a new torrent must find each other, be"
          + " counted, and one that has stopped must no longer be listed.",
      "One line for each check and URL: time, URL, good or the fault, milliseconds of the slowest"
          + " answer; separated by tabs. Exit code 3 if a check has failed."
    })
final class CheckCommand implements Callable<Integer> {
  private static final long LOOK_NS = 100_000_000;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "http://, https:// or udp://.")
  private List<String> urls = new ArrayList<>();

  @Option(names = "--key", description = "Announce key, appended to each URL.")
  private @Nullable String key;

  @Option(
      names = "--patience",
      converter = DurationConverter.class,
      description = "How long an answer may take; default: 3s.")
  private Duration patience = Duration.ofSeconds(3);

  @Option(
      names = "--every",
      converter = DurationConverter.class,
      description = "How often to check with --for; default: 10s.")
  private Duration every = Duration.ofSeconds(10);

  @Option(
      names = "--for",
      converter = DurationConverter.class,
      description = "Checks for this time, such as 1h, then prints a summary; default: once.")
  private Duration period = Duration.ZERO;

  /** Checks of one URL. */
  private static final class Summary {
    private int good;
    private int all;
    private long slowestMicros;
  }

  @Override
  public Integer call() {
    var summaries = new LinkedHashMap<String, Summary>();
    long startNs = System.nanoTime();
    try (var signal = new StopSignal()) {
      long nextNs = startNs;
      do {
        checkAll(summaries);
        nextNs += every.toNanos();
        while (period.isPositive() && System.nanoTime() < nextNs && !signal.isAsked()) {
          LockSupport.parkNanos(LOOK_NS);
        }
      } while (System.nanoTime() - startNs < period.toNanos() && !signal.isAsked());
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    }
    if (period.isPositive()) {
      summaries.forEach(CheckCommand::print);
    }
    boolean allGood = summaries.values().stream().allMatch(one -> one.good == one.all);
    return allGood ? 0 : PeerCommands.UNFINISHED;
  }

  private void checkAll(Map<String, Summary> summaries) {
    for (var url : urls) {
      var found = Check.of(TrackerUrls.withKey(url, key), patience);
      print(found);
      var summary = summaries.computeIfAbsent(found.url(), _ -> new Summary());
      summary.all++;
      summary.good += found.fault() == null ? 1 : 0;
      summary.slowestMicros = Math.max(summary.slowestMicros, found.micros());
    }
  }

  private static void print(Finding found) {
    System.out.printf(
        Locale.ROOT,
        "%s\t%s\t%s\t%.1f%n",
        Instant.now(),
        found.url(),
        found.fault() == null ? "good" : found.fault(),
        found.micros() / 1e3);
  }

  private static void print(String url, Summary summary) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d checks good (%.2f %%), slowest answer %.1f ms%n",
        url,
        summary.good,
        summary.all,
        100.0 * summary.good / summary.all,
        summary.slowestMicros / 1e3);
  }
}
