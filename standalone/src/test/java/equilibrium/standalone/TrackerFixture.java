package equilibrium.standalone;

import equilibrium.platform.live.OverrideFile;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.standalone.command.Equilibrium;
import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings;
import equilibrium.standalone.config.LiveSettings.Followed;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.run.Tracker;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The whole tracker in this process on free ports, which may be stopped and started again. */
public final class TrackerFixture implements AutoCloseable {
  /** PostgreSQL is unpacked once for all tests. */
  static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();

  /** More than one, so that records are spread; each costs time at the start. */
  static final String FEW_PARTITIONS = "2";

  private final Map<String, String> settings = new LinkedHashMap<>();
  private Tracker tracker;
  private LiveSettings live;

  private TrackerFixture(Path data, Map<String, String> settings) {
    this.settings.put("data.folder", data.toString());
    this.settings.put("embedded.programs", PROGRAMS.toString());
    this.settings.put("embedded.kafka-port", "0");
    this.settings.put("embedded.postgres-port", "0");
    this.settings.put("kafka.partitions", FEW_PARTITIONS);
    this.settings.put("ops.port", "0");
    this.settings.put("console.port", "0");
    this.settings.put("ingress.host", "127.0.0.1");
    this.settings.put("ingress.port", "0");
    this.settings.put("ingress.ack-wait", "10s"); // a busy machine is no fault
    this.settings.putAll(settings);
    begin();
  }

  /** Starts on the folder, with these settings over those for tests. */
  public static TrackerFixture on(Path data, Map<String, String> settings) {
    return new TrackerFixture(data, settings);
  }

  /** As {@code up} does. */
  private void begin() {
    var kept = OverrideFile.in(Path.of(String.valueOf(settings.get("data.folder"))));
    var started = Overridden.read(this::configuration, kept.read());
    tracker = Tracker.start(started.config());
    live =
        LiveSettings.follow(
            new Followed("up", null, kept, started),
            tracker.platform(),
            new ConfigWatch.Change(this::configuration, tracker::reload));
  }

  private Configuration configuration(Map<String, String> console) {
    return Configuration.read(
        Way.WHOLE, DatabaseRole.CONSOLE, new Sources(null, console, Map.of(), settings));
  }

  void stop() {
    live.close();
    tracker.close();
  }

  /** Starts again on the same folder, after {@link #stop}. */
  void start() {
    begin();
  }

  Tracker tracker() {
    return tracker;
  }

  /** The URL that begins with this scheme. */
  public String announceUrl(String scheme) {
    return tracker.announceUrls().stream()
        .filter(url -> url.startsWith(scheme + ":"))
        .findFirst()
        .orElseThrow();
  }

  /** A page of the ops port. */
  public URI opsUrl(String path) {
    var ops = tracker.ops();
    return URI.create("http://%s:%d%s".formatted(ops.getHostString(), ops.getPort(), path));
  }

  /** Runs a command on this tracker, which must succeed; returns what it printed. */
  public String run(String... words) {
    var printed = printed(words);
    if (printed.exitCode() != 0) {
      throw new AssertionError(printed);
    }
    return printed.out();
  }

  /** Runs a command on this tracker. */
  Printed printed(String... words) {
    return printedWith(tracker.data(), words);
  }

  /** Runs a command on this tracker that looks into this data folder. */
  Printed printedWith(Path data, String... words) {
    var platform = tracker.platform();
    var arguments = new ArrayList<>(List.of(words));
    arguments.add("--data=" + data);
    arguments.add(
        "--set=kafka.bootstrap.servers=" + platform.kafka().clients().get("bootstrap.servers"));
    arguments.add("--set=postgres.url=" + platform.postgres().url());
    return Printed.by(() -> Equilibrium.command(Map.of()).execute(toArray(arguments)));
  }

  private static String[] toArray(List<String> arguments) {
    return arguments.toArray(String[]::new);
  }

  /** A counter of the tracker's, summed over its labels but these. */
  long counted(String name, String label, String value) {
    return tracker.platform().metrics().find(name).tag(label, value).counters().stream()
        .mapToLong(counter -> (long) counter.count())
        .sum();
  }

  /** Whether the projector has written rows of this table. */
  public boolean hasProjected(String table) {
    return counted("equilibrium_projector_rows_total", "table", table) > 0;
  }

  Connection postgres() throws SQLException {
    return tracker.platform().postgres().connect("test");
  }

  /** Everything that announces holds now, ticks aside. */
  List<Announced> announces() {
    var clients = tracker.platform().kafka().with(Map.of("isolation.level", "read_committed"));
    try (var consumer =
        new KafkaConsumer<InfoHash, SpecificRecord>(
            clients,
            Topics.ANNOUNCES.key().deserializer(),
            Topics.ANNOUNCES.value().deserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var announces = new ArrayList<Announced>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (record.value() instanceof Announced announced) {
            announces.add(announced);
          }
        }
      }
      return announces;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
