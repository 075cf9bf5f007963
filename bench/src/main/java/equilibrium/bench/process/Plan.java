package equilibrium.bench.process;

import equilibrium.bench.process.Host.Command;
import equilibrium.bench.process.SetUp.Folders;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.ingress.SimulatedSwarm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The processes of a set-up, not started yet, and the ports on which they find each other. */
final class Plan {
  static final int PARTITIONS = 8;
  static final String DATABASE = "database";

  private static final int BROKERS = 3;
  private static final String SECOND_INGRESS = "ingress-b";

  private static final Map<String, String> SHORT_LIVED =
      Map.of("ingress.peer-lifetime", "40m", "ingress.interval", "20m");

  private final Path data;
  private final Path logs;
  private final Host host;
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final List<InetSocketAddress> ingresses = new ArrayList<>();
  private final List<Path> furtherFolders = new ArrayList<>();
  private final Map<String, InetSocketAddress> ops = new LinkedHashMap<>();
  private final Map<String, SettableClock> clocks = new LinkedHashMap<>();
  private final Map<String, String> common = new LinkedHashMap<>();
  private final List<Integer> kafkaPorts = new ArrayList<>();
  private final int postgresPort = SetUp.freePort();
  private @Nullable PacketFilter filter;

  private Plan(Folders folders, Host host) {
    this.data = folders.data();
    this.logs = folders.work().resolve("logs");
    this.host = host;
  }

  static Plan of(Layout layout, Folders folders, Map<String, String> settings, Host host) {
    var plan = new Plan(folders, host);
    plan.setCommon(layout == Layout.CLUSTER ? BROKERS : 1);
    plan.common.put("embedded.programs", folders.work().resolve("programs").toString());
    plan.common.putAll(settings);
    switch (layout) {
      case UP -> plan.addIngress("up", folders.data());
      case APART -> plan.addAll();
      case CUT_APART -> {
        plan.filter =
            PacketFilter.open(
                Map.of(SetUp.BROKER, plan.kafkaPorts.getFirst(), DATABASE, plan.postgresPort));
        plan.addAll();
      }
      case CLOCK_APART -> {
        plan.common.putAll(SHORT_LIVED);
        plan.clocks.put(SECOND_INGRESS, SettableClock.in(folders.work().resolve("clock")));
        plan.addAll();
      }
      case CLUSTER -> {
        plan.addCluster();
        plan.addIngresses();
      }
      case INGRESS -> {
        plan.addBroker();
        plan.addFirstIngress();
      }
      case SCORED -> {
        plan.addBroker();
        plan.addFirstIngress();
        plan.add(List.of("scoring", "projector"));
      }
      case POLICIES -> {
        plan.addBroker();
        plan.addDatabase();
        SimulatedSwarm.policies().forEach(plan::addIngressWith);
      }
    }
    return plan;
  }

  private void setCommon(int brokers) {
    for (int i = 0; i < brokers; i++) {
      kafkaPorts.add(SetUp.freePort());
    }
    common.put("embedded.kafka-port", Integer.toString(kafkaPorts.getFirst()));
    common.put("embedded.postgres-port", Integer.toString(postgresPort));
    common.put("kafka.bootstrap.servers", bootstrapServers());
    common.put(
        "postgres.url", "jdbc:postgresql://127.0.0.1:%d/equilibrium".formatted(postgresPort));
    common.put("kafka.partitions", Integer.toString(PARTITIONS));
    common.put("kafka.replication", Integer.toString(brokers));
    common.put("limits.peers-per-address", "0");
  }

  private void addAll() {
    addBroker();
    addPrograms();
  }

  private void addPrograms() {
    addIngresses();
    add(List.of("scoring", "anomaly", "projector"));
  }

  private void add(List<String> programs) {
    for (var program : programs) {
      add(program, List.of(program), data, opsPort(program));
    }
  }

  private void addBroker() {
    add(SetUp.BROKER, List.of("bench", "serve", "kafka"), data, Map.of());
  }

  private void addCluster() {
    var nodes = kafkaPorts.stream().map(port -> port + ":" + SetUp.freePort()).toList();
    IntStream.rangeClosed(1, nodes.size())
        .forEach(number -> {
          var words = new ArrayList<>(List.of("bench", "serve", "kafka"));
          words.add("--node=" + number);
          nodes.forEach(node -> words.add("--nodes=" + node));
          add(SetUp.BROKER + "-" + number, words, data.resolve("node-" + number), Map.of());
        });
  }

  private void addIngresses() {
    addFirstIngress();
    addIngress(SECOND_INGRESS, data.resolve("b"));
  }

  private void addDatabase() {
    add(DATABASE, List.of("bench", "serve", "postgres"), data, Map.of());
    common.put("ingress.identity-secret-file", data.resolve("identity-secret").toString());
  }

  private void addFirstIngress() {
    addDatabase();
    addIngress("ingress", data);
  }

  private void addIngressWith(String policy) {
    var name = "ingress-" + policy;
    addIngress(name, data.resolve(name), Map.of("selection.policy", policy));
  }

  private void addIngress(String name, Path folder) {
    addIngress(name, folder, Map.of());
  }

  private void addIngress(String name, Path folder, Map<String, String> own) {
    int port = SetUp.freePort();
    ingresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    if (!folder.equals(data)) {
      furtherFolders.add(folder);
    }
    var settings = new LinkedHashMap<>(opsPort(name));
    settings.putAll(own);
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", Integer.toString(port));
    add(name, List.of(name.equals("up") ? "up" : "ingress"), folder, settings);
  }

  private Map<String, String> opsPort(String name) {
    int port = SetUp.freePort();
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
    List<String> wrapper =
        filter == null || !ops.containsKey(name) ? List.of() : filter.wrapper(name);
    var command = new Command(arguments, environment, wrapper);
    servers.put(name, new Server(name, command, logs.resolve(name + ".log"), host));
  }

  /** Where the set-up keeps its files. */
  Path data() {
    return data;
  }

  /** Of those ingresses that do not keep their files there. */
  List<Path> furtherFolders() {
    return furtherFolders;
  }

  Path logs() {
    return logs;
  }

  Host host() {
    return host;
  }

  /** In the order in which they are started. */
  Map<String, Server> servers() {
    return servers;
  }

  List<InetSocketAddress> ingresses() {
    return ingresses;
  }

  /** Where programs serve their metrics. */
  Map<String, InetSocketAddress> ops() {
    return ops;
  }

  Map<String, SettableClock> clocks() {
    return clocks;
  }

  /** Null: no packets can be dropped. */
  @Nullable PacketFilter filter() {
    return filter;
  }

  String bootstrapServers() {
    return String.join(",", kafkaPorts.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  int brokers() {
    return kafkaPorts.size();
  }

  int postgresPort() {
    return postgresPort;
  }
}
