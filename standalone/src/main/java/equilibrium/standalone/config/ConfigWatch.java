package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts changed settings in force while a program runs. Looks at what the file holds, not at its
 * time: a file that another was moved over, or a link that points elsewhere, is a change; a touch
 * is none. Bad settings change nothing and are told once, all problems in one line.
 */
public final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final byte[] UNREADABLE = {};
  private static final String SECRET = "(secret)";

  /**
   * What to do with a changed file.
   *
   * @param read reads all settings anew, as at the start; throws a {@link Fault} if they are bad
   * @param enforce puts in force what may change
   */
  public record Change(Supplier<Configuration> read, Consumer<Configuration> enforce) {}

  private final Path file;
  private final SortedMap<String, String> started;
  private final Change change;
  private final CountDownLatch closing = new CountDownLatch(1);
  private SortedMap<String, String> inForce;
  private byte[] read;
  private byte[] seen;

  /** Looks at nothing by itself. */
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
   * @param file null: there is nothing to watch
   * @param config in force now
   */
  public static AutoCloseable start(@Nullable Path file, Configuration config, Change change) {
    if (file == null) {
      return () -> {};
    }
    var watch = new ConfigWatch(file, config, change);
    Thread.ofPlatform().daemon().name("config-watch").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A change counts when two looks agree: a file half written must not be taken for one. */
  void look() {
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
      return UNREADABLE; // that it cannot be read is what reading the settings will say
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
          .log("the settings in force stay");
      return;
    }
    change.enforce().accept(next);
    tell(next.effective());
    inForce = next.effective();
  }

  private void tell(SortedMap<String, String> next) {
    var reloadable = IngressConfig.reloadable();
    var changed = differing(inForce, next);
    changed.retainAll(reloadable);
    LOG.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("changed", changed)
        .log("the settings were read anew");
    var waiting = differing(started, next);
    waiting.removeAll(reloadable);
    if (!waiting.isEmpty()) {
      LOG.atWarn().addKeyValue("keys", waiting).log("what changed here needs a restart");
    }
  }

  /** Keys with another value. Of secrets, which are not shown, nothing can be said. */
  private static Set<String> differing(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    var keys = new TreeSet<String>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key ->
        Objects.equals(before.get(key), after.get(key))
            || SECRET.equals(before.get(key))
            || SECRET.equals(after.get(key)));
    return keys;
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
