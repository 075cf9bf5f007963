package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import equilibrium.platform.live.OverrideFile;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings.Followed;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigWatchTest {
  @TempDir Path folder;

  private final Logger log = (Logger) LoggerFactory.getLogger(ConfigWatch.class);
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final List<Configuration> enforced = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> teller =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event.getLevel() + " " + event.getMessage() + " " + event.getKeyValuePairs());
        }
      };
  private final List<Configuration> halves = new CopyOnWriteArrayList<>();
  private final List<String> reported = new CopyOnWriteArrayList<>();
  private volatile ConsoleValues set = ConsoleValues.before(Map.of());
  private Path file;
  private AutoCloseable watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("equilibrium.toml");
    write("");
    teller.start();
    log.addAppender(teller);
    watch = watch(enforced).start();
  }

  private ConfigWatch watch(List<Configuration> taken) {
    return new ConfigWatch(
        new Followed(
            "ingress", file, OverrideFile.in(folder), Overridden.read(this::read, Map.of())),
        () -> set,
        new ConfigWatch.Change(this::read, taken::add),
        (now, next) ->
            reported.add(
                "%s %s up to %d"
                    .formatted(
                        now.config().effective().get("limits.swarms"), now.refused(), next)));
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    log.detachAppender(teller);
  }

  @Test
  void aChangedFileIsInForceSoon() throws Exception {
    long before = System.nanoTime();
    write("limits.swarms = 17");

    Await.until("reloaded", () -> !enforced.isEmpty());

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    assertThat(enforced.getLast().effective()).containsEntry("limits.swarms", "17");
    Await.until("logged", () -> logged.size() == 1);
    assertThat(logged.getFirst()).startsWith("INFO").contains("[limits.swarms]");
  }

  @Test
  void aFileThatIsMovedOverTheOldOneIsAChange() throws Exception {
    var next = folder.resolve("next.toml");
    Files.writeString(next, "limits.swarms = 18");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

    Await.until("reloaded", () -> !enforced.isEmpty());

    assertThat(enforced.getLast().effective()).containsEntry("limits.swarms", "18");
  }

  @Test
  void aFileHalfWrittenIsNotTakenForOne() throws IOException {
    var watch = watch(halves);
    write("limits.swarms = 17");
    watch.compare();
    write("limits.swarms = 17\nlimits.queue = 5");
    watch.compare();
    assertThat(halves).isEmpty();

    watch.compare();
    watch.compare();

    assertThat(halves).hasSize(1);
  }

  @Test
  void badSettingsChangeNothingAndAreLoggedOnceWithEveryProblem() throws Exception {
    write("limits.swarms = 0\nclients.deny = ['', '-XL']\ningress.prot = 1");

    Await.until("logged", () -> !logged.isEmpty());
    write("limits.swarms = 19");
    Await.until("reloaded", () -> !enforced.isEmpty());

    assertThat(enforced).hasSize(1);
    assertThat(logged.getFirst())
        .startsWith(
            Level.WARN + " the changed file has bad settings; the former ones stay in force")
        .contains("limits.swarms is \"0\"", "clients.deny has \"\"", "unknown key ingress.prot");
    assertThat(logged).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
  }

  @Test
  void whatNeedsARestartIsNamed() throws Exception {
    write("limits.swarms = 20\ningress.port = 7000\nlimits.queue = 9");

    Await.until("logged", () -> logged.size() == 2);

    assertThat(logged.getFirst()).contains("[limits.swarms]");
    assertThat(logged.getLast())
        .startsWith("WARN these changes take effect at the next start")
        .contains("[ingress.port, limits.queue]");
  }

  @Test
  void theEnvironmentGoesOverTheFileAsAtTheStart() throws Exception {
    write("limits.peers-per-address = 5\nlimits.swarms = 21");

    Await.until("reloaded", () -> !enforced.isEmpty());

    assertThat(enforced.getLast().effective())
        .containsEntry("limits.peers-per-address", "6")
        .containsEntry("limits.swarms", "21");
  }

  @Test
  void whatTheConsoleSetIsInForceOverTheFileUntilItIsTakenBack() throws Exception {
    write("limits.swarms = 21");
    Await.until("the file is read", () -> enforced.size() == 1);

    long before = System.nanoTime();
    set = values(3, Map.of("limits.swarms", "33", "limits.peers-per-address", "5"));
    Await.until("the console's value is in force", () -> enforced.size() == 2);
    var delay = Duration.ofNanos(System.nanoTime() - before);
    set = values(4, Map.of());
    Await.until("it is taken back", () -> enforced.size() == 3);

    assertThat(delay).isLessThan(Duration.ofSeconds(2));
    assertThat(enforced.get(1).effective())
        .containsEntry("limits.swarms", "33")
        .containsEntry("limits.peers-per-address", "6");
    assertThat(enforced.get(2).effective()).containsEntry("limits.swarms", "21");
    Await.until("reported", () -> reported.size() == 4);
    assertThat(reported.subList(1, 4))
        .containsExactly("21 {} up to -1", "33 {} up to 3", "21 {} up to 4");
  }

  @Test
  void aBadValueOfTheConsoleIsLeftOutAloneAndReportedWithTheReason() throws Exception {
    set = values(7, Map.of("limits.swarms", "33", "limits.peers", "many", "ingress.port", "7000"));

    Await.until("in force", () -> !enforced.isEmpty());
    Await.until("reported", () -> reported.size() == 2);

    assertThat(enforced.getFirst().effective())
        .containsEntry("limits.swarms", "33")
        .containsEntry("ingress.port", "6969");
    assertThat(reported.getLast())
        .startsWith("33 {ingress.port=this setting cannot change while programs run, limits.peers=")
        .contains("limits.peers is \"many\", expected a whole number from 1 to 1000000000")
        .endsWith("up to 7");
    assertThat(logged)
        .anyMatch(line -> line.startsWith("WARN these values of the console are not in force"));
  }

  @Test
  void whileTheFileIsBadTheConsoleChangesNothingAndThatIsReported() throws Exception {
    write("limits.swarms = 0");
    Await.until("reported", () -> reported.size() == 2);

    set = values(2, Map.of("limits.peers", "99"));

    Await.until("reported", () -> reported.size() == 3);
    assertThat(enforced).isEmpty();
    assertThat(reported.getLast()).contains("limits.peers=", "limits.swarms is \"0\"");
  }

  private static ConsoleValues values(long next, Map<String, String> values) {
    return new ConsoleValues(new TreeMap<>(values), next);
  }

  private Configuration read(Map<String, String> console) {
    var sources =
        new Sources(
            file,
            Map.of("EQUILIBRIUM_LIMITS_PEERS_PER_ADDRESS", "6"),
            Map.of("data.folder", folder.toString()));
    return Configuration.read(Way.SINGLE, DatabaseRole.INGRESS, sources.withConsole(console));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}
