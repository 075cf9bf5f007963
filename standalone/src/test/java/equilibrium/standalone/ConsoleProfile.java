package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import equilibrium.testing.Await;
import equilibrium.testing.browser.Browser;
import equilibrium.testing.browser.ScriptTimes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what the console of a whole tracker costs and how fast it answers. It takes minutes and
 * needs an otherwise idle machine, so it runs when named.
 */
class ConsoleProfile {
  private static final int VIEWERS = 64;
  private static final int BULK = 100_000;
  private static final Duration WATCHED = Duration.ofSeconds(30);

  private static HttpClient http;
  private static TrackerFixture tracker;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    http = HttpClient.newHttpClient();
    var port = Integer.toString(freePort());
    tracker =
        TrackerFixture.on(
            folder,
            Map.of(
                "ops.port",
                port,
                "console.port",
                port,
                "console.streams-per-token",
                Integer.toString(VIEWERS),
                "console.requests-per-token",
                "10000"));
    token = Files.readString(folder.resolve("console-token"));
    for (int i = 0; i < 20; i++) {
      var peer = new TestPeer(tracker.announceUrl("http"), null, "seeder" + i, 1_000 + i);
      assertThat(peer.reply("s".repeat(20), "left=0")).contains("8:complete");
    }
  }

  @AfterAll
  static void stop() {
    tracker.close();
    http.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theOverviewInABrowserWithoutACache() {
    var seconds = new double[5];
    var bytes = "";
    for (int i = 0; i < seconds.length; i++) {
      try (var browser = Browser.start()) {
        browser.open("about:blank");
        long startNs = System.nanoTime();
        browser.open(tracker.tracker().consoleLink());
        browser.await("return document.querySelector('.verdict.good') != null");
        seconds[i] = (System.nanoTime() - startNs) / 1e9;
        bytes =
            String.valueOf(
                browser.script(
                    """
                    return ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
                      .filter(entry => !entry.name.includes('/live'))
                      .reduce((sum, entry) => sum + entry.transferSize, 0);
                    """));
      }
    }
    print("overview on the wire: %s bytes".formatted(bytes));
    print("navigation to the first verdict: %s s".formatted(Arrays.toString(seconds)));
  }

  @Test
  void theScriptForAnEventOnTheOverview() {
    try (var browser = Browser.start()) {
      browser.open(tracker.tracker().consoleLink());
      browser.await("return document.querySelectorAll('eq-chart canvas').length >= 4");
      var times = new ScriptTimes(browser);
      for (int events = 10; events <= 60; events += 10) { // each wait has its own end
        times.await(events);
      }
      var events = times.ofEvents();
      print(
          "script for one event: p50 %.1f ms, longest %.1f ms, of %d; tasks of 50 ms and more: %s"
              .formatted(
                  events.get(events.size() / 2),
                  events.getLast(),
                  events.size(),
                  times.longTasks()));
    }
  }

  @Test
  void readsById() throws Exception {
    var path = "/api/v1/swarms/" + "73".repeat(20);
    Await.until("the swarm is projected", () -> get(path).statusCode() == 200);
    timed(200, Duration.ZERO, () -> get(path)); // classes are loaded and compiled
    print(
        "read by id, 100 a second: %s"
            .formatted(timed(2_000, Duration.ofMillis(10), () -> get(path))));
  }

  /**
   * Requests without a token, and with wrong ones of which nothing and nearly everything is right,
   * one after the other. Each address asks less often than wrong tokens are limited.
   */
  @Test
  void refusedTokens() throws Exception {
    var last = token.charAt(token.length() - 1) == '0' ? "1" : "0";
    var refused =
        List.of(
            "",
            "", // what the median differs by without a reason
            "Bearer " + "0".repeat(token.length()),
            "Bearer " + token.substring(0, token.length() - 1) + last);
    var micros = new ArrayList<List<Long>>();
    refused.forEach(_ -> micros.add(new ArrayList<>()));
    for (int address = 2; address < 202; address++) {
      var from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) address});
      try (var client = HttpClient.newBuilder().localAddress(from).build()) {
        client.send(request("/api/v1/token").build(), BodyHandlers.ofString()); // it connects
        for (int i = 0; i < 2 * refused.size(); i++) {
          int kind = (address + i) % refused.size();
          micros.get(kind).add(refusedAfter(client, refused.get(kind)));
        }
      }
    }

    var medians = micros.stream().map(ConsoleProfile::median).toList();
    print("401, medians of none, none, wrong and nearly right: %s µs".formatted(medians));
    long noise = Math.abs(medians.get(0) - medians.get(1));
    long allowed = Math.max(3 * noise, medians.get(0) / 10);
    assertThat(medians.get(2)).isCloseTo(medians.get(0), within(allowed));
    assertThat(medians.get(3)).isCloseTo(medians.get(2), within(allowed));
  }

  /** Microseconds until a request is refused. */
  private static long refusedAfter(HttpClient client, String authorization) throws Exception {
    var request = HttpRequest.newBuilder(tracker.opsUrl("/api/v1/token"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    long startNs = System.nanoTime();
    var answer = client.send(request.build(), BodyHandlers.ofString());
    long micros = (System.nanoTime() - startNs) / 1_000;
    assertThat(answer.statusCode()).isEqualTo(401);
    return micros;
  }

  private static long median(List<Long> micros) {
    return micros.stream().sorted().skip(micros.size() / 2).findFirst().orElseThrow();
  }

  @Test
  void changes() throws Exception {
    var number = new AtomicLong();
    Callable<HttpResponse<?>> change =
        () -> {
          var path = "/api/v1/torrents/%040x".formatted(number.incrementAndGet());
          return send("PUT", path, "application/json", "{\"state\":\"denied\"}");
        };
    timed(20, Duration.ZERO, change);
    print(
        "a change, answered when PostgreSQL has it: %s"
            .formatted(timed(200, Duration.ZERO, change)));
  }

  @Test
  void aBulkOfTorrents() throws Exception {
    var lines =
        IntStream.range(0, BULK)
            .mapToObj("{\"infoHash\":\"ff%038x\",\"state\":\"allowed\"}"::formatted)
            .collect(Collectors.joining("\n"));
    long startNs = System.nanoTime();
    var answer = send("POST", "/api/v1/torrents", "application/x-ndjson", lines);
    assertThat(answer.body()).contains("\"accepted\":" + BULK);
    print("%d torrents at once: %.1f s".formatted(BULK, (System.nanoTime() - startNs) / 1e9));
  }

  /** The viewers are in this process too, so their cost is an upper bound. */
  @Test
  void viewers() throws Exception {
    Thread.sleep(Duration.ofMinutes(1)); // until what the start left to do is done
    print("nobody watches: %s".formatted(usage()));
    var read = new AtomicLong();
    var streams = new ArrayList<InputStream>();
    for (int i = 0; i < VIEWERS; i++) {
      var stream = http.send(request("/api/v1/live").build(), BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      streams.add(stream.body());
      Thread.ofVirtual().start(() -> readAll(stream.body(), read));
    }
    Thread.sleep(Duration.ofSeconds(5));
    long before = read.get();
    print(
        "%d watch: %s, %d bytes to each"
            .formatted(VIEWERS, usage(), (read.get() - before) / VIEWERS));
    for (var stream : streams) {
      stream.close();
    }
  }

  private static void readAll(InputStream stream, AtomicLong read) {
    byte[] buffer = new byte[8192];
    try {
      for (int bytes = 0; bytes >= 0; bytes = stream.read(buffer)) {
        read.addAndGet(bytes);
      }
    } catch (IOException _) {
      // closed by the test
    }
  }

  private static String usage() throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpuNs = system.getProcessCpuTime();
    long transactions = transactions();
    Thread.sleep(WATCHED);
    return "%.1f %% of a core, %.1f transactions of PostgreSQL a second"
        .formatted(
            100.0 * (system.getProcessCpuTime() - cpuNs) / WATCHED.toNanos(),
            (double) (transactions() - transactions) / WATCHED.toSeconds());
  }

  private static long transactions() throws SQLException {
    try (var db = tracker.postgres();
        var row =
            db.createStatement()
                .executeQuery("SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Does it so often, each after this time at the earliest; how long that took. */
  private static String timed(int times, Duration pace, Callable<HttpResponse<?>> work)
      throws Exception {
    var micros = new long[times];
    long nextNs = System.nanoTime();
    for (int i = 0; i < times; i++) {
      Thread.sleep(Duration.ofNanos(Math.max(0, nextNs - System.nanoTime())));
      nextNs += pace.toNanos();
      long startNs = System.nanoTime();
      assertThat(work.call().statusCode()).isBetween(200, 201);
      micros[i] = (System.nanoTime() - startNs) / 1_000;
    }
    Arrays.sort(micros);
    return "p50 %d µs, p99 %d µs, longest %d µs"
        .formatted(micros[times / 2], micros[times * 99 / 100], micros[times - 1]);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    return http.send(
        request(path)
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", type)
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(tracker.opsUrl(path)).header("Authorization", "Bearer " + token);
  }

  private static void print(String line) {
    System.out.println("console: " + line);
  }
}
