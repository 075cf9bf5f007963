package equilibrium.bench.process;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.secret.IdentitySecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Real processes of one tracker, in a data folder of their own and on ports of 127.0.0.1. */
public final class SetUp implements AutoCloseable {
  /** How the programs run. */
  public enum Layout {
    /** {@code equilibrium up}: one process, and its PostgreSQL. */
    UP,
    /** A broker, PostgreSQL, two ingress, scoring, anomaly and projector, a process each. */
    APART,
    /**
     * As APART, but the clock of the process {@code ingress-b} can be set, and a peer expires when
     * it has been silent for 40 minutes.
     */
    CLOCK_APART,
    /** A broker, PostgreSQL and one ingress, a process each. */
    INGRESS
  }

  /**
   * Where a set-up keeps its files.
   *
   * @param data on the disk that faults may break
   * @param work on a disk that stays: logs, and PostgreSQL's programs
   */
  public record Folders(Path data, Path work) {}

  private static final int PARTITIONS = 8;
  private static final String SECOND_INGRESS = "ingress-b";

  private static final Map<String, String> SHORT_LIVED =
      Map.of("ingress.peer-lifetime", "40m", "ingress.interval", "20m");

  private final Path data;
  private final Host host;
  private final Path logs;
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final List<InetSocketAddress> ingresses = new ArrayList<>();
  private final Map<String, InetSocketAddress> ops = new LinkedHashMap<>();
  private final Map<String, SettableClock> clocks = new LinkedHashMap<>();
  private final Map<String, String> common = new LinkedHashMap<>();
  private volatile @Nullable ProcessHandle postmaster;
  private final int kafkaPort = freePort();
  private final int postgresPort = freePort();

  private SetUp(Path data, Path logs, Host host) {
    this.data = data;
    this.logs = logs;
    this.host = host;
    common.put("embedded.kafka-port", Integer.toString(kafkaPort));
    common.put("embedded.postgres-port", Integer.toString(postgresPort));
    common.put("kafka.bootstrap.servers", "127.0.0.1:" + kafkaPort);
    common.put(
        "postgres.url", "jdbc:postgresql://127.0.0.1:%d/equilibrium".formatted(postgresPort));
    common.put("kafka.partitions", Integer.toString(PARTITIONS));
    common.put("kafka.replication", "1");
    common.put("limits.peers-per-address", "0");
  }

  /**
   * A set-up that is not started yet.
   *
   * @param settings of all programs, beside those that say where they find each other
   */
  public static SetUp of(Layout layout, Folders folders, Map<String, String> settings, Host host) {
    var setUp = new SetUp(folders.data(), folders.work().resolve("logs"), host);
    setUp.common.put("embedded.programs", folders.work().resolve("programs").toString());
    setUp.common.putAll(settings);
    switch (layout) {
      case UP -> setUp.addIngress("up", folders.data());
      case APART -> setUp.addAll();
      case CLOCK_APART -> {
        setUp.common.putAll(SHORT_LIVED);
        setUp.clocks.put(SECOND_INGRESS, SettableClock.in(folders.work().resolve("clock")));
        setUp.addAll();
      }
      case INGRESS -> setUp.addOneIngress();
    }
    return setUp;
  }

  private void addAll() {
    addOneIngress();
    addIngress(SECOND_INGRESS, data.resolve("b"));
    for (var program : List.of("scoring", "anomaly", "projector")) {
      add(program, List.of(program), data, opsPort(program));
    }
  }

  private void addOneIngress() {
    add("broker", List.of("bench", "serve", "kafka"), data, Map.of());
    add("database", List.of("bench", "serve", "postgres"), data, Map.of());
    common.put("ingress.identity-secret-file", data.resolve("identity-secret").toString());
    addIngress("ingress", data);
  }

  private void addIngress(String name, Path folder) {
    int port = freePort();
    ingresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    var settings = new LinkedHashMap<>(opsPort(name));
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", Integer.toString(port));
    add(name, List.of(name.equals("up") ? "up" : "ingress"), folder, settings);
  }

  private Map<String, String> opsPort(String name) {
    int port = freePort();
    ops.put(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return Map.of("ops.port", Integer.toString(port), "console.port", "0");
  }

  private void add(String name, List<String> words, Path folder, Map<String, String> settings) {
    var arguments = new ArrayList<>(words);
    arguments.add("--data=" + folder);
    common.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    settings.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    var clock = clocks.get(name);
    Map<String, String> environment = clock == null ? Map.of() : clock.environment();
    var command = new Server.Command(arguments, environment);
    servers.put(name, new Server(name, command, logs.resolve(name + ".log"), host));
  }

  /** Starts everything, for the first time. */
  public void start() {
    try {
      Files.createDirectories(logs);
      Files.createDirectories(data);
      if (servers.containsKey("up")) {
        server("up").start();
        return;
      }
      server("broker").start();
      server("database").start();
      Waiting.until("the database is ready", this::hasDatabase);
      Waiting.until("the topics are created", this::createsTopics);
      IdentitySecret.drawIfMissing(data.resolve("identity-secret"));
      Files.createDirectories(data.resolve("b"));
      Files.copy(
          data.resolve("postgres-password"),
          data.resolve("b/postgres-password"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Fault("the set-up cannot be started: " + e, e);
    }
    servers.values().stream().skip(2).forEach(Server::start);
  }

  private boolean hasDatabase() {
    server("database").revive();
    server("broker").revive();
    try (var db = postgres().connect("bench");
        var row = db.createStatement().executeQuery("SELECT count(*) FROM members")) {
      return row.next();
    } catch (SQLException | Fault _) {
      return false;
    }
  }

  private boolean createsTopics() {
    try (var topics = new TopicAdmin(kafka())) {
      topics.create();
      return topics.check().isEmpty();
    } catch (Fault _) {
      return false;
    }
  }

  /** Ends PostgreSQL at once. */
  public void killPostgres() {
    findPostgres();
    var running = postmaster;
    if (running != null && running.isAlive()) {
      Postmaster.kill(running);
    }
  }

  /** Its file cannot be read any more once the power of the disk is cut. */
  public void findPostgres() {
    Postmaster.of(data).ifPresent(found -> postmaster = found);
  }

  /** Starts again what ended by itself. */
  public void revive() {
    servers.values().forEach(Server::revive);
  }

  public Server server(String name) {
    var server = servers.get(name);
    if (server == null) {
      throw new IllegalArgumentException("no process " + name);
    }
    return server;
  }

  /** The clock of a process whose clock can be set. */
  public SettableClock clock(String name) {
    var clock = clocks.get(name);
    if (clock == null) {
      throw new IllegalArgumentException("the clock of %s cannot be set".formatted(name));
    }
    return clock;
  }

  /**
   * The value of a series of a process, with labels as its page has them; empty: there is none now.
   */
  public OptionalDouble series(String name, String series) {
    var address = ops.get(name);
    return address == null ? OptionalDouble.empty() : Series.value(address, series);
  }

  /** The folder of everything that the processes keep, but those of {@code ingress-b}. */
  Path data() {
    return data;
  }

  public boolean has(String name) {
    return servers.containsKey(name);
  }

  public List<Server> servers() {
    return List.copyOf(servers.values());
  }

  /** How often processes ended although nobody asked them to. */
  public int ended() {
    return servers.values().stream().mapToInt(Server::ended).sum();
  }

  public List<InetSocketAddress> ingresses() {
    return List.copyOf(ingresses);
  }

  public KafkaSettings kafka() {
    return new KafkaSettings(
        Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + kafkaPort), PARTITIONS, 1);
  }

  public PostgresSettings postgres() {
    return host.postgres(data, postgresPort);
  }

  /** A port of 127.0.0.1 that nobody uses now. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Fault("no free port on 127.0.0.1: " + e, e);
    }
  }

  /** Ends every process at once; the data stays. */
  public void kill() {
    servers().reversed().forEach(Server::kill);
    killPostgres();
  }

  @Override
  public void close() {
    servers().reversed().forEach(Server::end);
    killPostgres();
  }
}
