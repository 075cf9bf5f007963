package equilibrium.standalone.run;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.ingress.Ingress;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.OpenFiles;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.drill.DrillParts;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.schemas.event.DrillKind;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.embedded.BrokerSupervisor;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.DatabaseSupervisor;
import equilibrium.standalone.embedded.EmbeddedDatabase;
import equilibrium.standalone.embedded.NativeLibraries;
import equilibrium.streams.transaction.FormerTransactions;
import equilibrium.streams.transaction.TransactionNames;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole tracker, running in this process. All its files lie in one folder. */
public final class Tracker implements AutoCloseable {
  /** Kafka's logs and the stores of the streams open some hundreds, and more as they grow. */
  private static final int LEAST_FILES = 2048;

  /** A database that was there starts in 2 s, and in up to this long after a crash under load. */
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

  private final Parts parts;
  private final DataFolder data;
  private final Platform platform;
  private final InetSocketAddress ops;
  private final String console;
  private final Ingress ingress;

  private Tracker(Configuration config, List<TrackerProgram> programs, Parts parts) {
    this.parts = parts;
    var startLog = new StartLog();
    data = parts.add(DataFolder.hold(config.platform().data()));
    startLog.begin(data.isAfterCut());
    NativeLibraries.loadFrom(data);

    var database = parts.add(EmbeddedDatabase.of(data, config.embedded()));
    var postgres = SupervisedPrograms.async("postgresql", () -> started(database));
    var broker = parts.add(EmbeddedKafka.start(data.part("kafka"), config.embedded().kafkaPort()));
    var kafka = kafka(config, broker);
    await(postgres, database);
    if (data.isAfterCut()) {
      putRight(data, kafka, programs);
    }
    startLog.serversRun();
    platform =
        survivable(
            config
                .platform()
                .withKafka(kafka)
                .withPostgres(database.as(DatabaseRole.CONSOLE))
                .open());

    parts.add(platform.disk().watch(platform.health(), platform.metrics()));
    var drills = new DrillParts();
    parts.add(new BrokerSupervisor(broker, platform, drills.add("kafka")));
    parts.add(new DatabaseSupervisor(database, platform, drills.add("postgresql")));
    var stoppable = config.platform().drills() ? drills : new DrillParts();
    var operators = parts.add(OperatorPorts.open(config, platform, data, stoppable));
    ops = operators.ops();
    console = operators.consoleLink();
    var supervised =
        parts.add(
            new SupervisedPrograms(
                programs,
                config,
                role -> platform.withPostgres(database.as(role)),
                new SupervisedPrograms.Place(data.path(), drills)));
    platform.health().status("programs", supervised::status);
    var asIngress = platform.withPostgres(database.as(DatabaseRole.INGRESS));
    var ofIngress = data.folder("ingress");
    IdentitySecret.drawIfMissing(ofIngress.resolve(config.ingress().identitySecretFile()));
    ingress = parts.add(Ingress.start(config.ingress().alone(), asIngress, ofIngress));
    supervised.awaitFirstStart();
    platform.health().started();
    startLog.serves();
  }

  /**
   * Starts Kafka, PostgreSQL and the ingress, or nothing if one of them does not start. Scoring,
   * anomaly detection and the projector are started again whenever they fail.
   */
  public static Tracker start(Configuration config) {
    return start(
        config, List.of(TrackerProgram.PROJECTOR, TrackerProgram.SCORING, TrackerProgram.ANOMALY));
  }

  /** As above, with other programs beside the ingress. */
  static Tracker start(Configuration config, List<TrackerProgram> programs) {
    OpenFiles.now().require(LEAST_FILES, "up");
    var parts = new Parts();
    try {
      return new Tracker(config, programs, parts);
    } catch (CompletionException e) { // from a part that started on another thread
      parts.close();
      throw e.getCause() instanceof Fault fault ? fault : e;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** What the end of the former process left. If Kafka does not answer, the next start does it. */
  static void putRight(DataFolder data, KafkaSettings kafka, List<TrackerProgram> programs) {
    boolean aborted = FormerTransactions.abort(kafka).isPresent();
    programs.forEach(program -> TransactionNames.forget(data.path().resolve(program.name())));
    if (aborted) {
      data.settle();
    }
  }

  private KafkaSettings kafka(Configuration config, EmbeddedKafka broker) {
    var given = config.platform().kafka();
    var clients = new HashMap<>(given.clients());
    clients.put(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + broker.port());
    var kafka = new KafkaSettings(clients, given.partitions(), given.replication());
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
      var wrong = topics.check();
      if (!wrong.isEmpty()) {
        throw new Fault(
            "in the data folder %s: %s".formatted(data.path(), String.join("; ", wrong)));
      }
    }
    return kafka;
  }

  /** No drill kills this process, in which the console and both servers run too. */
  private static Platform survivable(Platform platform) {
    var drills = new HashSet<>(platform.drills());
    drills.remove(DrillKind.KILL);
    return platform.withDrills(drills);
  }

  private static EmbeddedDatabase started(EmbeddedDatabase database) {
    database.start();
    return database;
  }

  /**
   * A new database must start. One that was there may be damaged: the tracker serves without it,
   * and goes on starting it.
   */
  private static void await(
      CompletableFuture<EmbeddedDatabase> postgres, EmbeddedDatabase database) {
    if (database.isNew()) {
      postgres.join();
      return;
    }
    try {
      postgres.get(DATABASE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.atError()
          .addKeyValue("cause", e.getCause())
          .log("PostgreSQL does not start; announces are answered without it");
    } catch (TimeoutException _) {
      LOG.atError()
          .addKeyValue("waited", DATABASE_PATIENCE)
          .log("PostgreSQL has not started yet; announces are answered without it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the start was interrupted", e);
    }
  }

  /** Applies the settings that may change while the tracker runs. */
  public void reload(Configuration config) {
    ingress.reload(config.ingress());
  }

  /** Absolute. */
  public Path data() {
    return data.path();
  }

  public Platform platform() {
    return platform;
  }

  public InetSocketAddress ops() {
    return ops;
  }

  /** The URL of the console's page, with a token. */
  public String consoleLink() {
    return console;
  }

  public List<String> announceUrls() {
    return ingress.announceUrls();
  }

  /** What a reply without a warning promises; one phrase. */
  String guarantee() {
    return ingress.guarantee();
  }

  /** Stops the ingress, then scoring, anomaly detection, the projector, Kafka and PostgreSQL. */
  @Override
  public void close() {
    parts.close();
  }
}
