package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Fault;
import equilibrium.platform.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changed settings while a program runs. It compares the content of the file, not its time:
 * so a replaced file or link counts as a change, and a touched file does not. Bad settings change
 * nothing; all their problems are logged once, in one line.
 */
public final class ConfigWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final byte[] UNREADABLE = {};

  /**
   * Reads and applies a changed file.
   *
   * @param read reads all settings, as at the start; throws a {@link Fault} if they are bad
   * @param enforce applies the settings that may change
   */
  public record Change(Supplier<Configuration> read, Consumer<Configuration> enforce) {}

  private final Path file;
  private final SortedMap<String, String> started;
  private final Change change;
  private SortedMap<String, String> inForce;
  private byte[] read;
  private byte[] seen;

  /** Starts no thread; {@link #compare} compares once. */
  ConfigWatch(Path file, Configuration config, Change change) {
    this.file = file;
    this.started = config.effective();
    this.inForce = config.effective();
    this.change = change;
    this.read = content();
    this.seen = read;
  }

  /**
   * Watches until closed.
   *
   * @param file null if there is none, and nothing to watch
   * @param config the settings in force
   */
  public static AutoCloseable start(@Nullable Path file, Configuration config, Change change) {
    if (file == null) {
      return () -> {};
    }
    return BackgroundTask.start("config-watch", new ConfigWatch(file, config, change)::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(EVERY)) {
      compare();
    }
  }

  /** A change counts when two readings agree, because a file may be half written at the first. */
  void compare() {
    byte[] now = content();
    if (Arrays.equals(now, seen) && !Arrays.equals(now, read)) {
      read = now;
      reload();
    }
    seen = now;
  }

  private byte[] content() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException _) {
      return UNREADABLE; // reading the settings will report it
    }
  }

  private void reload() {
    Configuration next;
    try {
      next = change.read().get();
    } catch (Fault e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getMessage())
          .log("the changed file has bad settings; the former ones stay in force");
      return;
    }
    change.enforce().accept(next);
    report(next.effective());
    inForce = next.effective();
  }

  private void report(SortedMap<String, String> next) {
    var reloadable = IngressConfig.reloadable();
    var changed = differing(inForce, next);
    changed.retainAll(reloadable);
    LOG.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("changed", changed)
        .log("changed settings are in force");
    var waiting = differing(started, next);
    waiting.removeAll(reloadable);
    if (!waiting.isEmpty()) {
      LOG.atWarn().addKeyValue("keys", waiting).log("these changes take effect at the next start");
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
