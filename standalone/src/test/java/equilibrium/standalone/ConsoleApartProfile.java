package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.bench.load.Figures;
import equilibrium.bench.load.Load;
import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Population;
import equilibrium.bench.load.Row;
import equilibrium.bench.load.Run;
import equilibrium.bench.load.Sequence;
import equilibrium.bench.load.Target;
import equilibrium.console.Console;
import equilibrium.console.ConsoleConfig;
import equilibrium.console.token.Role;
import equilibrium.platform.Settings;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what a console in a process of its own needs, and what ingresses notice of it. Takes
 * minutes. Runs when named. {@code console.load} is another row of {@code bench announce}, such as
 * {@code udp:512@5000}.
 */
@ExtendWith(Servers.class)
class ConsoleApartProfile {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int VIEWERS = 64;
  private static final int BULK = 100_000;
  private static final int LARGE = 1_000_000;
  private static final Row LOAD = Row.parse(System.getProperty("console.load", "http:64@300"));
  private static final double LOAD_SECONDS = 12;
  private static final Duration WATCHED = Duration.ofMinutes(2);

  /** All announces come from few addresses. */
  private static final Map<String, String> NO_LIMITS =
      Map.of(
          "limits.requests-per-address", "0",
          "limits.new-swarms-per-address", "0",
          "limits.early-announces", "7");

  @TempDir private Path folder;
  private final Population population = new Population(16_384, 2_000);
  private final Sequence sequence = new Sequence(population);
  private final List<InputStream> streams = new ArrayList<>();
  private int port;
  private String token = "";

  @Test
  void besideTwoIngressesUnderLoad(KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of())) {
      pipeline.startProjector();
      try (var first = ingress(pipeline, "a");
          var second = ingress(pipeline, "b");
          var console = console(pipeline)) {
        Await.until("both are members", () -> ingressUrls().size() == 2);
        var target = target(ingressUrls().getFirst());
        load(target, 60); // every peer once, and classes are compiled

        print("memory at rest", memory(console));
        viewers(console, target);
        print("memory with %d viewers".formatted(VIEWERS), memory(console));
        underLoad(
            target,
            () -> {
              print("read by id, 100 a second, %d viewers".formatted(VIEWERS), reads());
              settings();
              bulk(console);
            });
        print("memory in the end", memory(console));
        assertThat(first.process().isAlive() && second.process().isAlive()).isTrue();
      } finally {
        closeStreams();
      }
    }
  }

  @Test
  void withAMillionSwarmsAndClients(KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of());
        var db = pipeline.connect()) {
      fill(db);
      try (var console = console(pipeline)) {
        Thread.sleep(Duration.ofMinutes(1)); // until each picture was computed twice
        print("PostgreSQL's processors, nobody looks", postgresLoad(db));
        watch();
        print("PostgreSQL's processors, %d viewers".formatted(VIEWERS), postgresLoad(db));
        for (var picture : List.of("tiers", "balances", "findings")) {
          print(picture + " took", get("/" + picture).path("tookMs") + " ms");
        }
        print("memory of it", memory(console));
      } finally {
        closeStreams();
      }
    }
  }

  private ChildProgram ingress(Pipeline pipeline, String name) throws IOException {
    var settings = new HashMap<>(NO_LIMITS);
    settings.put("ops.port", "0");
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", "0");
    settings.put("ingress.drain", "0s");
    settings.put("ingress.secret-file", folder.resolve("secret").toString());
    settings.put(
        "ingress.identity-secret-file", folder.resolve("pipeline/identity-secret").toString());
    return ChildProgram.on(pipeline, "ingress", folder.resolve(name), settings);
  }

  private ChildProgram console(Pipeline pipeline) throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var data = folder.resolve("console");
    var config = ConsoleConfig.from(new Settings(null, Map.of(), Map.of()));
    Files.createDirectories(data.resolve("console"));
    token = Console.tokens(config, data.resolve("console")).issue("desk", Role.OPERATOR);
    return ChildProgram.on(
        pipeline,
        "console",
        data,
        Map.of(
            "ops.port",
            "0",
            "console.port",
            Integer.toString(port),
            "console.streams-per-token",
            Integer.toString(VIEWERS),
            "console.requests-per-token",
            "10000"));
  }

  private List<String> ingressUrls() throws Exception {
    var urls = new ArrayList<String>();
    for (var member : get("/members").path("items")) {
      if (member.path("program").asText().equals("ingress")) {
        urls.add(member.path("addresses").path(0).asText());
      }
    }
    return urls;
  }

  private static Target target(String url) {
    var address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), URI.create(url).getPort());
    return new Target(address, Target.ANNOUNCE, 0, true);
  }

  private Figures load(Target target, double seconds) {
    var run = new Run(new Run.Length(1, seconds, Long.MAX_VALUE), LOAD.rate(), new Meter(0, 0));
    Load.of(LOAD, target, population, sequence).send(run);
    return run.figures();
  }

  /** Announces at the same rate by turns: nobody watches, all viewers do. */
  private void viewers(ChildProgram console, Target target) throws Exception {
    var alone = new ArrayList<String>();
    var watched = new ArrayList<String>();
    for (int round = 0; round < 4; round++) {
      closeStreams();
      alone.add(replies(console, target));
      watch();
      watched.add(replies(console, target));
    }
    print("replies of an ingress, nobody watches", String.join("; ", alone));
    print("replies of an ingress, %d watch".formatted(VIEWERS), String.join("; ", watched));
  }

  private String replies(ChildProgram console, Target target) {
    long beforeMs = cpuMs(console.process().toHandle());
    var figures = load(target, LOAD_SECONDS);
    long usedMs = cpuMs(console.process().toHandle()) - beforeMs;
    return "p50 %.1f ms, p99 %.1f ms, console %.1f %% of a core"
        .formatted(figures.p50Ms(), figures.p99Ms(), usedMs / (LOAD_SECONDS + 1) / 10);
  }

  /** Does it while announces go on at the usual rate. */
  private void underLoad(Target target, Work work) throws Exception {
    var loading =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                load(target, 1);
              }
            });
    try {
      work.run();
    } finally {
      loading.interrupt();
      loading.join();
    }
  }

  /** Something to be measured. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private String reads() throws Exception {
    var hash = get("/swarms?limit=1").path("items").path(0).path("infoHash").asText();
    var micros = new long[2_000];
    long nextNs = System.nanoTime();
    for (int i = -200; i < micros.length; i++) { // the first ones compile
      Thread.sleep(Duration.ofNanos(Math.max(0, nextNs - System.nanoTime())));
      nextNs += 10_000_000;
      long startNs = System.nanoTime();
      assertThat(send("GET", "/swarms/" + hash, "").statusCode()).isEqualTo(200);
      if (i >= 0) {
        micros[i] = (System.nanoTime() - startNs) / 1_000;
      }
    }
    Arrays.sort(micros);
    return "p50 %.1f ms, p99 %.1f ms"
        .formatted(micros[micros.length / 2] / 1e3, micros[micros.length * 99 / 100] / 1e3);
  }

  /** A setting by turns; how long the answer takes, and until each ingress obeys. */
  private void settings() throws Exception {
    var urls = ingressUrls();
    for (int round = 0; round < 5; round++) {
      int minutes = 10 + 5 * round;
      long fromNs = System.nanoTime();
      var answer =
          send("PUT", "/settings/ingress.interval", "{\"value\":\"%dm\"}".formatted(minutes));
      long answeredMs = (System.nanoTime() - fromNs) / 1_000_000;
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
      var conditions = new LinkedHashMap<String, Callable<Boolean>>();
      for (var url : urls) {
        conditions.put(url, () -> interval(url) == minutes);
      }
      print(
          "a setting",
          "answer %d after %d ms; in force after %s ms"
              .formatted(
                  answer.statusCode(),
                  answeredMs,
                  TwoIngresses.delays(fromNs, conditions).values()));
    }
  }

  /** Minutes, as a client is told; the tracker spreads them by a tenth. */
  private static int interval(String url) throws IOException {
    int seconds = 0;
    for (int i = 0; i < 3; i++) {
      var peer = new TestPeer(url, null, "asker" + i, 3_000 + i);
      var reply = peer.reply("s".repeat(20), "event=started&left=0");
      seconds += Integer.parseInt(reply.replaceFirst("(?s).*8:intervali(\\d+)e.*", "$1"));
    }
    return Math.round(seconds / 900f) * 5;
  }

  private void bulk(ChildProgram console) throws Exception {
    var lines =
        IntStream.range(0, BULK)
            .mapToObj("{\"infoHash\":\"ff%038x\",\"state\":\"allowed\"}"::formatted)
            .collect(Collectors.joining("\n"));
    long startNs = System.nanoTime();
    var answer = send("POST", "/torrents", lines);
    assertThat(answer.body()).contains("\"accepted\":" + BULK);
    print(
        "%d torrents at once".formatted(BULK),
        "%.1f s, %s".formatted((System.nanoTime() - startNs) / 1e9, memory(console)));
  }

  private void watch() throws Exception {
    for (int i = 0; i < VIEWERS; i++) {
      var stream = HTTP.send(request("/live").build(), BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      streams.add(stream.body());
      Thread.ofVirtual().start(() -> drain(stream.body()));
    }
  }

  private static void drain(InputStream stream) {
    try {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // closed by the test
    }
  }

  private void closeStreams() throws IOException {
    for (var stream : streams) {
      stream.close();
    }
    streams.clear();
  }

  private static String memory(ChildProgram program) throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(program.process().pid())))
        .stream()
        .filter(line -> line.matches("Vm(HWM|RSS):.*"))
        .map(line -> line.replaceAll("\\s+", " "))
        .collect(Collectors.joining(", "));
  }

  private static long cpuMs(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  /** Rows as the projector would have written them. */
  private static void fill(Connection db) throws Exception {
    try (var statement = db.createStatement()) {
      statement.execute(
          """
          INSERT INTO swarm_balances (info_hash, at, uploaded, downloaded, discarded, imbalance,
            imbalanced_since, seeders, leechers, partial_seeders, completed, size_bytes,
            source_partition, source_offset)
          SELECT decode(md5(n::text) || left(md5((-n)::text), 8), 'hex'), now(), n * 1000, n * 999, 0,
            n, CASE WHEN n %% 100 = 0 THEN now() END, n %% 50, n %% 30, 0, n %% 900, n, 0, n
          FROM generate_series(1, %1$d) n;
          INSERT INTO client_standings (client_id, identity, at, first_seen_at, score,
            recent_seeding_size, average_seeding_size, seeding_time, ratio, suspicion, tier, why,
            rules_version, cuts_epoch, source_partition, source_offset)
          SELECT decode(md5(n::text), 'hex'), 'KEY', now(), now(), n %% 1000, 100, 100, 100, 100, 0,
            n %% 4, 'by hand', 1, 1, 0, n
          FROM generate_series(1, %1$d) n;
          ANALYZE
          """
              .formatted(LARGE));
    }
  }

  /** In per cent of a core, of the sessions of the console. */
  private static String postgresLoad(Connection db) throws Exception {
    var before = postgresMs(db);
    long startNs = System.nanoTime();
    Thread.sleep(WATCHED);
    double seconds = (System.nanoTime() - startNs) / 1e9;
    var after = postgresMs(db);
    long ms = 0;
    for (var session : after.entrySet()) {
      ms += session.getValue() - before.getOrDefault(session.getKey(), 0L);
    }
    return "%.2f %% of a core".formatted(ms / seconds / 10);
  }

  /** Processor time by process id. */
  private static Map<Long, Long> postgresMs(Connection db) throws Exception {
    var times = new HashMap<Long, Long>();
    try (var statement = db.createStatement();
        var row =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'equilibrium console%'")) {
      while (row.next()) {
        long pid = row.getLong(1);
        ProcessHandle.of(pid).ifPresent(process -> times.put(pid, cpuMs(process)));
      }
    }
    return times;
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(send("GET", path, "").body());
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    var type = method.equals("POST") ? "application/x-ndjson" : "application/json";
    var content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return HTTP.send(
        request(path).method(method, content).header("Content-Type", type).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1%s".formatted(port, path)))
        .header("Authorization", "Bearer " + token);
  }

  private static void print(String what, String figures) {
    System.out.println("console: | " + what + " | " + figures + " |");
  }
}
