package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private Path file;
  private AutoCloseable watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("equilibrium.toml");
    write("");
    teller.start();
    log.addAppender(teller);
    watch = ConfigWatch.start(file, read(), new ConfigWatch.Change(this::read, enforced::add));
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
    var watch = new ConfigWatch(file, read(), new ConfigWatch.Change(this::read, halves::add));
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

  private Configuration read() {
    return Configuration.read(
        Way.SINGLE,
        DatabaseRole.INGRESS,
        new Sources(
            file,
            Map.of("EQUILIBRIUM_LIMITS_PEERS_PER_ADDRESS", "6"),
            Map.of("data.folder", folder.toString())));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}
