package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Fault;
import equilibrium.platform.Redaction;
import equilibrium.standalone.config.LiveSettings.Followed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changed settings while a program runs: those of its file, and those that operators set
 * through the console. It compares the content of the file, not its time: so a replaced file or
 * link counts as a change, and a touched file does not. Bad settings change nothing; all their
 * problems are logged once, in one line. A bad value of the console is left out alone.
 */
public final class ConfigWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration EVERY = Duration.ofMillis(100);

  /** Looks at the console's values, which are in memory, from one look at the file to the next. */
  private static final int FILE_EVERY = 5;

  private static final byte[] UNREADABLE = {};

  /**
   * Reads and applies changed settings.
   *
   * @param read reads all settings with values of the console, as at the start; throws a {@link
   *     Fault} if they are bad
   * @param enforce applies the settings that may change
   */
  public record Change(
      Function<Map<String, String>, Configuration> read, Consumer<Configuration> enforce) {}

  /** Is told what is in force: at the start, and when there may be something new. */
  @FunctionalInterface
  interface Report {
    /**
     * Takes it up.
     *
     * @param next offset of topic {@code overrides} up to which it was taken up
     */
    void inForce(Overridden now, long next);
  }

  private final @Nullable Path file;
  private final SortedMap<String, String> started;
  private final Supplier<ConsoleValues> console;
  private final Change change;
  private final Report report;
  private ConsoleValues set;
  private Overridden inForce;
  private byte[] read;
  private byte[] seen;

  /** Starts no thread; {@link #compare} compares once. */
  ConfigWatch(Followed followed, Supplier<ConsoleValues> console, Change change, Report report) {
    this.file = followed.file();
    this.started = followed.started().config().effective();
    this.console = console;
    this.change = change;
    this.report = report;
    this.set = console.get();
    this.inForce = followed.started();
    this.read = content();
    this.seen = read;
    logRefused(inForce);
    report.inForce(inForce, set.next());
  }

  /** Watches until closed. */
  AutoCloseable start() {
    return BackgroundTask.start("config-watch", this::run);
  }

  private void run(BackgroundTask running) {
    for (int look = 1; !running.isClosed(EVERY); look++) {
      compareConsole();
      if (look % FILE_EVERY == 0) {
        compare();
      }
    }
  }

  /** Takes up what was set through the console, unless the file is being written at the moment. */
  void compareConsole() {
    var next = console.get();
    if (next.next() == set.next() || !Arrays.equals(content(), read)) {
      return;
    }
    var before = set;
    set = next;
    if (next.values().equals(before.values())) {
      report.inForce(inForce, set.next());
    } else {
      reload(before.values());
    }
  }

  /** A change counts when two readings agree, because a file may be half written at the first. */
  void compare() {
    byte[] now = content();
    if (Arrays.equals(now, seen) && !Arrays.equals(now, read)) {
      read = now;
      reload(set.values());
    }
    seen = now;
  }

  private byte[] content() {
    if (file == null) {
      return UNREADABLE;
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException _) {
      return UNREADABLE; // reading the settings will report it
    }
  }

  private void reload(SortedMap<String, String> before) {
    try {
      var next = Overridden.read(change.read(), set.values());
      change.enforce().accept(next.config());
      log(next);
      inForce = next;
    } catch (Fault e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getMessage())
          .log("the changed file has bad settings; the former ones stay in force");
      inForce = inForce.without(differing(before, set.values()), String.valueOf(e.getMessage()));
    }
    report.inForce(inForce, set.next());
  }

  private void log(Overridden next) {
    var reloadable = IngressConfig.reloadable();
    var changed = differing(inForce.config().effective(), next.config().effective());
    changed.retainAll(reloadable);
    LOG.atInfo().addKeyValue("changed", changed).log("changed settings are in force");
    var waiting = differing(started, next.config().effective());
    waiting.removeAll(reloadable);
    if (!waiting.isEmpty()) {
      LOG.atWarn().addKeyValue("keys", waiting).log("these changes take effect at the next start");
    }
    if (!next.refused().equals(inForce.refused())) {
      logRefused(next);
    }
  }

  private static void logRefused(Overridden settings) {
    if (!settings.refused().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("refused", settings.refused())
          .log("these values of the console are not in force");
    }
  }

  /** Keys with another value, without secrets: their values are not known here. */
  private static Set<String> differing(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    var keys = new TreeSet<String>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key ->
        Objects.equals(before.get(key), after.get(key))
            || Redaction.SECRET.equals(before.get(key))
            || Redaction.SECRET.equals(after.get(key)));
    return keys;
  }
}
