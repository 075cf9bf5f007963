package equilibrium.standalone.run;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.ingress.Ingress;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.OpenFiles;
import equilibrium.platform.OpsServer;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.DatabaseSupervisor;
import equilibrium.standalone.embedded.EmbeddedDatabase;
import equilibrium.standalone.embedded.Migration;
import equilibrium.standalone.embedded.NativeLibraries;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The whole tracker, running in this process. All its files lie in one folder. */
public final class Tracker implements AutoCloseable {
  /** Kafka's logs and the stores of the streams open some hundreds, and more as they grow. */
  private static final int LEAST_FILES = 2048;

  private final Parts parts;
  private final DataFolder data;
  private final Platform platform;
  private final OpsServer ops;
  private final Ingress ingress;

  private Tracker(Configuration config, List<TrackerProgram> programs, Parts parts) {
    this.parts = parts;
    data = parts.add(DataFolder.hold(config.platform().data()));
    NativeLibraries.loadFrom(data);

    var postgres = SupervisedPrograms.async("postgresql", () -> postgres(config));
    KafkaSettings kafka;
    try {
      kafka = kafka(config);
    } finally {
      postgres.exceptionally(_ -> null).join(); // so that closing finds it
    }
    var database = postgres.join();
    platform =
        config.platform().withKafka(kafka).withPostgres(database.as(DatabaseRole.CONSOLE)).open();

    parts.add(new DatabaseSupervisor(database, platform));
    ops = parts.add(new OpsServer(config.platform().ops(), platform.health(), platform.metrics()));
    var supervised =
        parts.add(
            new SupervisedPrograms(
                programs, config, role -> platform.withPostgres(database.as(role)), data.path()));
    platform.health().status("programs", supervised::status);
    var asIngress = platform.withPostgres(database.as(DatabaseRole.INGRESS));
    var ofIngress = data.folder("ingress");
    IdentitySecret.drawIfMissing(ofIngress.resolve(config.ingress().identitySecretFile()));
    ingress = parts.add(Ingress.start(config.ingress().alone(), asIngress, ofIngress));
    supervised.awaitFirstStart();
    platform.health().started();
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

  private KafkaSettings kafka(Configuration config) {
    var broker = parts.add(EmbeddedKafka.start(data.part("kafka"), config.embedded().kafkaPort()));
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

  private EmbeddedDatabase postgres(Configuration config) {
    var database = parts.add(EmbeddedDatabase.start(data, config.embedded()));
    Migration.run(database.as(DatabaseRole.SUPERUSER));
    database.admit();
    return database;
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
    return ops.address();
  }

  public List<String> announceUrls() {
    return ingress.announceUrls();
  }

  /** What a reply without a warning promises; one phrase. */
  String guarantee() {
    return ingress.guarantee();
  }

  /** Stops ingress, then streams, projector, PostgreSQL and Kafka. */
  @Override
  public void close() {
    parts.close();
  }
}
