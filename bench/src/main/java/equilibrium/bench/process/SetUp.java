package equilibrium.bench.process;

import equilibrium.ingress.SimulatedSwarm;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.secret.IdentitySecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
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
    /** As APART, but packets between a program and the broker or PostgreSQL can be dropped. */
    CUT_APART,
    /**
     * Three brokers, PostgreSQL and two ingress, a process each. Two brokers must have a record
     * before it is acknowledged.
     */
    CLUSTER,
    /** A broker, PostgreSQL and one ingress, a process each. */
    INGRESS,
    /** As INGRESS, with scoring and the projector: clients earn tiers. */
    SCORED,
    /**
     * A broker, PostgreSQL and an ingress for each policy that chooses peers, in the order of
     * {@link SimulatedSwarm#policies}; a process each.
     */
    POLICIES
  }

  /**
   * Where a set-up keeps its files.
   *
   * @param data on the disk that faults may break
   * @param work on a disk that stays: logs, and PostgreSQL's programs
   */
  public record Folders(Path data, Path work) {}

  /** What its broker is called, if it has one alone. */
  public static final String BROKER = "broker";

  private static final int CONNECT_MS = 10_000;
  private static final String PASSWORD = "postgres-password";

  private final Plan plan;
  private volatile @Nullable ProcessHandle postmaster;

  private SetUp(Plan plan) {
    this.plan = plan;
  }

  /**
   * A set-up that is not started yet.
   *
   * @param settings of all programs, beside those that say where they find each other
   */
  public static SetUp of(Layout layout, Folders folders, Map<String, String> settings, Host host) {
    return new SetUp(Plan.of(layout, folders, settings, host));
  }

  /** Starts everything, for the first time. */
  public void start() {
    try {
      Files.createDirectories(plan.logs());
      Files.createDirectories(plan.data());
      if (has("up")) {
        server("up").start();
        return;
      }
      var others = new ArrayList<Server>();
      servers()
          .forEach(server -> {
            if (server.name().startsWith(BROKER) || server.name().equals(Plan.DATABASE)) {
              server.start();
            } else {
              others.add(server);
            }
          });
      Waiting.until("the database is ready", this::hasDatabase);
      Waiting.until("the topics are created", this::createsTopics);
      IdentitySecret.drawIfMissing(data().resolve("identity-secret"));
      for (var folder : plan.furtherFolders()) {
        Files.createDirectories(folder);
        Files.copy(
            data().resolve(PASSWORD),
            folder.resolve(PASSWORD),
            StandardCopyOption.REPLACE_EXISTING);
      }
      others.forEach(Server::start);
    } catch (IOException e) {
      throw new Fault("the set-up cannot be started: " + e, e);
    }
  }

  private boolean hasDatabase() {
    revive();
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

  /** SIGSTOP: PostgreSQL and all its processes stand still. */
  public void freezePostgres() {
    Postmaster.of(data()).ifPresent(running -> Postmaster.signal(running, "-STOP"));
  }

  /** SIGCONT. */
  public void thawPostgres() {
    Postmaster.of(data()).ifPresent(running -> Postmaster.signal(running, "-CONT"));
  }

  /** Its file cannot be read any more once the power of the disk is cut. */
  public void findPostgres() {
    Postmaster.of(data()).ifPresent(found -> postmaster = found);
  }

  /** Starts again what ended by itself. */
  public void revive() {
    servers().forEach(Server::revive);
  }

  public Server server(String name) {
    var server = plan.servers().get(name);
    if (server == null) {
      throw new IllegalArgumentException("no process " + name);
    }
    return server;
  }

  /** The clock of a process whose clock can be set. */
  public SettableClock clock(String name) {
    var clock = plan.clocks().get(name);
    if (clock == null) {
      throw new IllegalArgumentException("the clock of %s cannot be set".formatted(name));
    }
    return clock;
  }

  /** What can drop packets of this set-up. */
  public PacketFilter filter() {
    var filter = plan.filter();
    if (filter == null) {
      throw new IllegalStateException("packets of this set-up cannot be dropped");
    }
    return filter;
  }

  /** Whether every ingress writes to the log, and nothing in its spool waits for that. */
  public boolean isDrained() {
    return plan.ops().keySet().stream()
        .filter(name -> name.startsWith("ingress") || name.equals("up"))
        .allMatch(name ->
            series(name, "equilibrium_log_circuit").orElse(1) == 0
                && series(name, "equilibrium_spool_waiting_events").orElse(1) == 0);
  }

  /**
   * The value of a series of a process, with labels as its page has them; empty: there is none now.
   */
  public OptionalDouble series(String name, String series) {
    var address = plan.ops().get(name);
    return address == null ? OptionalDouble.empty() : Series.value(address, series);
  }

  /** The folder of everything that the processes keep, but those of {@code ingress-b}. */
  Path data() {
    return plan.data();
  }

  public boolean has(String name) {
    return plan.servers().containsKey(name);
  }

  public List<Server> servers() {
    return List.copyOf(plan.servers().values());
  }

  /** How often processes ended although nobody asked them to. */
  public int ended() {
    return servers().stream().mapToInt(Server::ended).sum();
  }

  public List<InetSocketAddress> ingresses() {
    return List.copyOf(plan.ingresses());
  }

  public KafkaSettings kafka() {
    return new KafkaSettings(
        Map.of(KafkaSettings.BOOTSTRAP, plan.bootstrapServers()), Plan.PARTITIONS, plan.brokers());
  }

  public PostgresSettings postgres() {
    return plan.host().postgres(data(), plan.postgresPort());
  }

  /** A port of 127.0.0.1 that nobody uses now. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Fault("no free port on 127.0.0.1: " + e, e);
    }
  }

  /** Waits until every ingress accepts connections; it has read PostgreSQL before. */
  public void awaitIngresses() {
    Waiting.until("all ingresses serve", () -> ingresses().stream().allMatch(SetUp::accepts));
  }

  /** Whether something accepts connections there. */
  public static boolean accepts(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, CONNECT_MS);
      return true;
    } catch (IOException _) { // not yet
      return false;
    }
  }

  /** Asks every process to end, in the reverse order of their start; the data stays. */
  public void stop() {
    servers().reversed().forEach(Server::stop);
  }

  /** Ends every process at once; the data stays. */
  public void kill() {
    servers().reversed().forEach(Server::kill);
    killPostgres();
  }

  @Override
  public void close() {
    try {
      servers().reversed().forEach(Server::end);
      killPostgres();
    } finally {
      var filter = plan.filter();
      if (filter != null) {
        filter.close();
      }
    }
  }
}
