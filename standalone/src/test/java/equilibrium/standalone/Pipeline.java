package equilibrium.standalone;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.console.Console;
import equilibrium.console.token.Role;
import equilibrium.ingress.Ingress;
import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Health;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.live.OverrideFile;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.platform.secret.Secrets;
import equilibrium.projector.Digests;
import equilibrium.projector.Migrations;
import equilibrium.projector.Projector;
import equilibrium.projector.ProjectorConfig;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.KeyState;
import equilibrium.scoring.Scoring;
import equilibrium.scoring.ScoringConfig;
import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.control.ControlLog;
import equilibrium.standalone.control.ProjectionReader;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's programs on a real broker and a real database, each as its own role, started and
 * stopped one by one. The test itself is superuser.
 */
public final class Pipeline implements AutoCloseable {
  private static final String SECRET = Secrets.draw();
  private static final Set<Topic<?, ?>> WITHOUT_TABLES =
      Set.of(
          Topics.ATTRIBUTION_RUNS,
          Topics.AUDIT,
          Topics.DRILLS,
          Topics.OVERRIDES,
          Topics.NODE_SETTINGS,
          Topics.VITALS);

  private final Map<String, String> settings = new HashMap<>();
  private final DataFolder data;
  private final KafkaServer broker;
  private final PostgresServer database;
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private Platform platform;

  public Pipeline(
      KafkaServer broker, PostgresServer database, Path folder, Map<String, String> overrides)
      throws SQLException {
    this.broker = broker;
    this.database = database;
    settings.putAll(overrides);
    settings.put("data.folder", folder.toString());
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", "0");
    settings.put("ingress.ack-wait", "10s"); // a busy machine is no fault
    settings.put("limits.peers-per-address", "0"); // all are on this machine
    settings.put("projector.group-id", folder.getFileName().toString()); // the broker is shared
    data = DataFolder.hold(folder);
    IdentitySecret.drawIfMissing(data.part("identity-secret"));
    settings.put("ingress.identity-secret-file", data.part("identity-secret").toString());
    broker.empty();
    platform = onFreshDatabase();
    createTopics();
  }

  private Settings read() {
    return new Settings(null, Map.of(), settings);
  }

  private Platform onFreshDatabase() throws SQLException {
    var postgres = database.fresh();
    Migrations.apply(postgres);
    DatabaseRole.admit(postgres, SECRET);
    return PlatformConfig.from(read()).withKafka(broker.settings(8)).withPostgres(postgres).open();
  }

  /** As the program comes in anywhere else. */
  private Platform as(DatabaseRole role) {
    return platform.withPostgres(platform.postgres().as(role.user(), role.password(SECRET)));
  }

  public Platform platform() {
    return platform;
  }

  void createTopics() {
    try (var topics = new TopicAdmin(platform.kafka())) {
      topics.create();
    }
  }

  /** From now on another, empty database is projected into. */
  void takeEmptyDatabase() throws SQLException {
    platform = onFreshDatabase();
  }

  Ingress startIngress() {
    return startIngress("ingress");
  }

  /** One of several, each a node of its own. */
  Ingress startIngress(String name) {
    var ingress = Ingress.start(IngressConfig.from(read()), own(name), data.part(name));
    programs.put(name, ingress);
    return ingress;
  }

  private Platform own(String name) {
    var shared = as(DatabaseRole.INGRESS);
    return new Platform(
        Node.in(data.part(name)),
        shared.scale(),
        shared.kafka(),
        shared.postgres(),
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** An ingress as its command runs it: what the console sets is in force there. */
  Ingress startLiveIngress(String name, Map<String, String> environment) {
    Function<Map<String, String>, Configuration> read =
        console ->
            Configuration.read(
                Way.SINGLE,
                DatabaseRole.INGRESS,
                new Sources(null, console, environment, settings));
    var own = own(name);
    var kept = OverrideFile.in(data.part(name));
    var started = Overridden.read(read, kept.read());
    var ingress = Ingress.start(started.config().ingress(), own, data.part(name));
    var live =
        LiveSettings.follow(
            new LiveSettings.Followed("ingress", null, kept, started),
            own,
            new ConfigWatch.Change(read, next -> ingress.reload(next.ingress())));
    programs.put(
        name,
        () -> {
          live.close();
          ingress.close();
        });
    return ingress;
  }

  /** A console, and a token of an operator for it. */
  ConsoleAccess startConsole() {
    settings.put("console.port", "0");
    var config =
        Configuration.read(Way.SINGLE, DatabaseRole.CONSOLE, new Sources(null, Map.of(), settings));
    var folder = data.part("console");
    var token = Console.tokens(config.console(), folder).issue("otto", Role.OPERATOR);
    var console =
        Console.start(config.console(), as(DatabaseRole.CONSOLE), folder, config.surroundings());
    programs.put("console", console);
    return new ConsoleAccess(console.address().getPort(), token);
  }

  public void startProjector() {
    programs.put(
        "projector", Projector.start(ProjectorConfig.from(read()), as(DatabaseRole.PROJECTOR)));
  }

  void startScoring(String applicationId) {
    settings.put("scoring.application-id", applicationId);
    var config = ScoringConfig.from(read());
    programs.put("scoring", Scoring.start(config, platform, data.part(applicationId)));
  }

  void startAnomaly(String applicationId) {
    settings.put("anomaly.application-id", applicationId);
    var config = AnomalyConfig.from(read());
    programs.put("anomaly", AnomalyDetection.start(config, platform, data.part(applicationId)));
  }

  void stop(String program) {
    Objects.requireNonNull(programs.remove(program), program).close();
  }

  Connection connect() throws SQLException {
    return platform.postgres().connect("test");
  }

  /** Makes a key good and waits until PostgreSQL says so. */
  public void issueKey(String key) {
    var id = ClientIds.ofKey(key);
    var issued =
        new AnnounceKey(id, id, null, 0L, KeyState.ISSUED, "", platform.clock().nowMs(), "test");
    try (var projection = new ProjectionReader(as(DatabaseRole.CONSOLE).postgres());
        var log = new ControlLog(platform.kafka(), projection)) {
      log.publish(Topics.ANNOUNCE_KEYS, id, issued);
    }
  }

  /** Says something to a topic; returns when the broker has it. */
  <K, V> void publish(Topic<K, V> topic, K key, @Nullable V value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            platform.kafka().with(Map.of("acks", "all")),
            topic.key().serializer(),
            topic.value().serializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    }
  }

  SortedMap<String, String> digests() throws SQLException {
    try (var db = connect()) {
      return Digests.of(db);
    }
  }

  /** Waits until the streams have read all announces and PostgreSQL has all that came of them. */
  SortedMap<String, String> settled(String... applicationIds) throws Exception {
    var last = new AtomicReference<SortedMap<String, String>>(new TreeMap<>());
    Await.until(
        "everything is folded and projected",
        () -> {
          boolean read = haveRead(applicationIds) && isProjected();
          var now = digests();
          boolean still = read && now.equals(last.get());
          last.set(read ? now : new TreeMap<>());
          if (!still) {
            Thread.sleep(1_000); // two looks, so far apart that a commit lies between them
          }
          return still;
        });
    return digests();
  }

  private boolean haveRead(String... applicationIds)
      throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(platform.kafka().with(Map.of()))) {
      var ends = ends(admin, List.of(Topics.ANNOUNCES));
      for (var id : applicationIds) {
        var read = admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
        for (var end : ends.entrySet()) {
          var at = read.get(end.getKey());
          if (end.getValue() > 0 && (at == null || at.offset() < end.getValue())) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private boolean isProjected() throws ExecutionException, InterruptedException, SQLException {
    try (var admin = Admin.create(platform.kafka().with(Map.of()));
        var db = connect();
        var select =
            db.prepareStatement(
                "SELECT next_offset FROM projected_offsets WHERE topic = ? AND partition = ?")) {
      var resting = new ArrayList<>(Topics.all());
      resting.remove(Topics.MEMBERS); // grows as long as programs run
      resting.removeAll(WITHOUT_TABLES);
      for (var end : ends(admin, resting).entrySet()) {
        select.setString(1, end.getKey().topic());
        select.setInt(2, end.getKey().partition());
        try (var next = select.executeQuery()) {
          if (end.getValue() > 0 && (!next.next() || next.getLong(1) < end.getValue())) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, List<Topic<?, ?>> topics)
      throws ExecutionException, InterruptedException {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (var found :
        admin
            .describeTopics(topics.stream().map(Topic::name).toList())
            .allTopicNames()
            .get()
            .values()) {
      for (var partition : found.partitions()) {
        wanted.put(new TopicPartition(found.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    var ends = new HashMap<TopicPartition, Long>();
    admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  @Override
  public void close() {
    var open = new ArrayList<>(programs.values());
    open.reversed().forEach(Program::close);
    data.close();
  }

  /** A number in the row of a key's client, 0 if there is no row. */
  static int standing(Connection db, String column, String key) throws SQLException {
    try (var select =
        db.prepareStatement(
            "SELECT %s FROM client_standings WHERE client_id = ?".formatted(column))) {
      select.setBytes(1, ClientIds.ofKey(key).bytes());
      try (var row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }
}
