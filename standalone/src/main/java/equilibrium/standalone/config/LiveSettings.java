package equilibrium.standalone.config;

import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.live.Newest;
import equilibrium.platform.live.NewestTail;
import equilibrium.platform.live.OverrideFile;
import equilibrium.platform.live.SettingsReport;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SettingOverride;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the settings of a process up to date while it runs, by its file and by what operators set
 * through the console, and reports to topic {@code node-settings} what is in force.
 */
public final class LiveSettings implements AutoCloseable {

  /**
   * A process and its settings.
   *
   * @param program name of its command
   * @param file that its settings come from; null: none
   * @param kept what was set through the console, for the next start
   * @param started settings with which it started
   */
  public record Followed(
      String program, @Nullable Path file, OverrideFile kept, Overridden started) {}

  private final Parts parts = new Parts();
  private final OverrideFile kept;
  private volatile ConsoleValues set;

  private LiveSettings(Followed followed, Platform platform, ConfigWatch.Change change) {
    this.kept = followed.kept();
    this.set = ConsoleValues.before(kept.read());
    var report =
        new NodeReport(platform.node(), followed.program(), followed.started().config().inForce());
    var written = parts.add(SettingsReport.start(platform.kafka(), report.id()));
    var watch =
        new ConfigWatch(
            followed, () -> set, change, (now, next) -> written.write(report.of(now, next)));
    parts.add(watch.start());
    parts.add(NewestTail.start(platform.kafka(), Topics.OVERRIDES, "settings-tail", this::take));
  }

  /** Starts; returns at once. */
  public static LiveSettings follow(
      Followed followed, Platform platform, ConfigWatch.Change change) {
    return new LiveSettings(followed, platform, change);
  }

  private void take(Newest<String, SettingOverride> overrides) {
    var before = set;
    set = ConsoleValues.of(overrides);
    if (!set.values().equals(before.values())) {
      kept.write(set.values());
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
