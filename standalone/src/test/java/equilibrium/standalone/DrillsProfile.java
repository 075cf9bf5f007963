package equilibrium.standalone;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.connect;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.console.Console;
import equilibrium.console.ConsoleConfig;
import equilibrium.console.token.Role;
import equilibrium.platform.Settings;
import equilibrium.platform.file.DurableFile;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import equilibrium.testing.browser.Browser;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drills on one of two ingresses, which run in processes of their own, as the console does. */
@ExtendWith(Servers.class)
@Timeout(240)
class DrillsProfile {
  private static final String GROUP = "239.192.0.15";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String CIRCUIT_IS_OPEN = "\nequilibrium_log_circuit 2.0";

  /** By node id. */
  private static final Map<String, ChildProgram> INGRESSES = new LinkedHashMap<>();

  @TempDir private static Path folder;
  private static Pipeline pipeline;
  private static ChildProgram console;
  private static int consolePort;
  private static String token;
  private static InetSocketAddress group;
  private static MulticastSocket client;

  @BeforeAll
  static void start(KafkaServer kafka, PostgresServer postgres) throws Exception {
    pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of());
    pipeline.startProjector();
    group = new InetSocketAddress(InetAddress.ofLiteral(GROUP), freeUdpPort());
    client = new MulticastSocket(new InetSocketAddress(IPV4, 0));
    client.setNetworkInterface(NetworkInterface.getByInetAddress(IPV4));
    client.setTimeToLive(0);
    client.setSoTimeout(200);
    startIngress("a");
    startIngress("b");
    consolePort = freePort();
    var data = folder.resolve("console");
    var config = ConsoleConfig.from(new Settings(null, Map.of(), Map.of()));
    Files.createDirectories(data.resolve("console"));
    token = Console.tokens(config, data.resolve("console")).issue("desk", Role.OPERATOR);
    console =
        ChildProgram.on(
            pipeline,
            "console",
            data,
            Map.of("ops.port", "0", "console.port", Integer.toString(consolePort)));
    Await.until("both obey drills", () -> get("/drills").path("nodes").size() == 2);
  }

  private static void startIngress(String name) throws IOException {
    var settings = new HashMap<>(Transfer.QUICK);
    settings.put("ops.port", "0");
    settings.put("drills.allowed", "true");
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", "0");
    settings.put("ingress.secret-file", folder.resolve("secret").toString());
    settings.put(
        "ingress.identity-secret-file", folder.resolve("pipeline/identity-secret").toString());
    settings.put("udp.multicast-group", GROUP);
    settings.put("udp.multicast-interface", "lo");
    settings.put("udp.multicast-port", Integer.toString(group.getPort()));
    var data = folder.resolve(name);
    var program = ChildProgram.on(pipeline, "ingress", data, settings);
    INGRESSES.put(DurableFile.read(data.resolve("ingress/node-id")).strip(), program);
  }

  @AfterAll
  static void stop() {
    client.close();
    console.close();
    INGRESSES.values().forEach(ChildProgram::close);
    pipeline.close();
  }

  @Test
  void anotherNodeAnswersMulticastsWhileTheOwnerIsDeaf() throws Exception {
    var owner = awaitOwner();
    var other = otherThan(owner);
    int port = portOf(other);

    order(owner, "deaf", 20);
    long startNs = System.nanoTime();
    Await.until("the other answers", () -> answering() == port);
    var handover = Duration.ofNanos(System.nanoTime() - startNs);

    assertThat(handover).isLessThan(SOON);
    assertThat(isDeaf(portOf(owner))).isTrue();
    assertThat(isDeaf(port)).isFalse();
    awaitVerdict("warning", "A drill makes ingress of node %s deaf until".formatted(owner));
    Await.until("the API says who owns", () -> doesChores(other));
    try (var browser = Browser.start()) {
      browser.open("http://127.0.0.1:%d/#token=%s".formatted(consolePort, token));
      assertShownAsOwner(browser, other, owner);
      browser.await(
          "return document.querySelector('main .cards').innerText.includes(arguments[0])",
          "Chores taken over by\n%s after ".formatted(other));
      assertThat(browser.messages()).isEmpty();
    }
    var card = awaitOver(owner, "deaf");
    assertThat(card.get("chores").get("to").asText()).isEqualTo(other);
    assertThat(card.get("chores").get("seconds").asDouble()).isLessThan(10);
    assertThat(isDeaf(portOf(owner))).isFalse();
  }

  /** On the page of members and on that of drills, where the browser stays. */
  private static void assertShownAsOwner(Browser browser, String shown, String without) {
    browser.await("return document.querySelector('#main')?.dataset.page === 'overview'");
    browser.visit("members");
    for (var node : List.of(shown, without)) {
      browser.await(
          """
          const card = [...document.querySelectorAll('main .card')]
              .find(e => e.innerText.includes('ingress on ' + arguments[0]));
          return card?.innerText.includes('does them') === arguments[1];
          """,
          node,
          node.equals(shown));
    }
    browser.visit("drills");
    browser.await(
        """
        const owners = [...document.querySelectorAll('select[name=node] option')]
            .filter(e => e.innerText.includes('does the chores')).map(e => e.value);
        return owners.length === 1 && owners[0] === arguments[0];
        """,
        shown);
  }

  @Test
  void anotherNodeAnswersMulticastsAfterTheOwnerWasKilled() throws Exception {
    var owner = awaitOwner();
    var other = otherThan(owner);
    int port = portOf(other);
    var process = ingress(owner).process();

    order(owner, "kill", 30);
    long startNs = System.nanoTime();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    Await.until("the other answers", () -> answering() == port);
    var handover = Duration.ofNanos(System.nanoTime() - startNs);

    assertThat(process.exitValue()).isEqualTo(137);
    assertThat(handover).isLessThan(SOON);
    awaitVerdict("warning", "A drill has killed ingress of node %s".formatted(owner));
    INGRESSES.put(owner, ingress(owner).again());
    var card = awaitOver(owner, "kill");
    assertThat(card.get("chores").get("to").asText()).isEqualTo(other);
    assertThat(isDeaf(portOf(owner))).isFalse();
  }

  @Test
  void aNodeWithoutKafkaAnswersAndRecordsOnItsDiskUntilTheDrillIsOver() throws Exception {
    var node = awaitOwner();

    order(node, "no-kafka", 20);
    awaitVerdict("warning", "A drill keeps ingress of node %s from Kafka until".formatted(node));
    Await.until("it sends nothing to Kafka", () -> metrics(node).contains(CIRCUIT_IS_OPEN));
    var reply = announce(portOf(node), "without-kafka");
    announce(portOf(node), "without-kafka-2");
    boolean isProjected = isProjected("without-kafka");
    Await.until("another node does the chores", () -> doesChores(otherThan(node)));
    var card = awaitOver(node, "no-kafka");

    assertThat(reply).contains("5:peers").doesNotContain("not recorded");
    assertThat(isProjected).isFalse();
    assertThat(card.get("worst").asText()).isEqualTo("warning");
    assertThat(card.get("worstText").asText()).contains(node);
    assertThat(card.get("answered").asLong()).isEqualTo(2);
    assertThat(card.get("notRecorded").asLong()).isZero();
    Await.until("PostgreSQL has what came meanwhile", () -> isProjected("without-kafka"));
  }

  @Test
  void aNodeWithoutPostgresqlAnswersUntilTheDrillIsOver() throws Exception {
    var node = awaitOwner();

    order(node, "no-postgres", 10);
    awaitVerdict("warning", "A drill keeps ingress of node %s from PostgreSQL".formatted(node));
    var reply = announce(portOf(node), "without-postgresql");
    var card = awaitOver(node, "no-postgres");

    assertThat(reply).contains("5:peers").doesNotContain("not recorded");
    assertThat(card.get("chores").get("to").isNull()).isTrue();
  }

  @Test
  void aDrillOutlivesNoConsole() throws Exception {
    var node = awaitOwner();
    int port = portOf(node);

    order(node, "deaf", 10);
    Await.until("the node is deaf", () -> isDeaf(port));
    console.close();
    long endedAt = System.currentTimeMillis() / 1_000;
    try {
      Await.until("the node hears again", () -> !isDeaf(port));
    } finally {
      console = console.again();
    }

    Await.until("the console is back", () -> get("/drills").path("nodes").size() == 2);
    Await.until(
        "it shows figures of the time before",
        () -> get("/stats/history?series=heap&node=" + node).path("series").path(0).path("points"),
        points -> points.size() > 1 && points.get(0).get(0).asLong() < endedAt);
    Await.until("the drill is over", () -> status().equals("good"));
  }

  @Test
  void aWrongOrderIsRefusedBeforeAnythingHappens() throws Exception {
    var node = INGRESSES.keySet().iterator().next();

    var kind = post(node, "mute", 10);
    var time = post(node, "deaf", 601);

    assertThat(kind.statusCode()).isEqualTo(400);
    assertThat(kind.body()).contains("/kind: \\\"mute\\\", expected one of: deaf, kill");
    assertThat(time.body()).contains("/seconds: 601, expected 1 to 600");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int freeUdpPort() throws IOException {
    try (var socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  private static ChildProgram ingress(String node) {
    return requireNonNull(INGRESSES.get(node), node);
  }

  /** Port of the node that answers a request to all; 0: none did within 200 ms. */
  private static int answering() throws IOException {
    var request = connect(BEP_15, 1).array();
    client.send(new DatagramPacket(request, request.length, group));
    var reply = new DatagramPacket(new byte[64], 64);
    try {
      client.receive(reply);
      return reply.getPort();
    } catch (SocketTimeoutException _) {
      return 0;
    }
  }

  /** The node that answers requests to all, when all is well. */
  private static String awaitOwner() {
    Await.until("all is well", () -> status().equals("good"));
    var owner = new AtomicReference<>("");
    Await.until(
        "one node does the chores and answers",
        () -> {
          for (var node : INGRESSES.keySet()) {
            if (doesChores(node) && answering() == portOf(node)) {
              owner.set(node);
            }
          }
          return !owner.get().isEmpty();
        });
    return owner.get();
  }

  private static String otherThan(String node) {
    return INGRESSES.keySet().stream().filter(each -> !each.equals(node)).findFirst().orElseThrow();
  }

  /** Waits for it: PostgreSQL has a start a little later than the console. */
  private static JsonNode member(String node) {
    var found = new AtomicReference<JsonNode>();
    Await.until(
        node + " is a member",
        () -> {
          for (var member : get("/members").path("items")) {
            if (member.get("node").asText().equals(node)) {
              found.set(member);
            }
          }
          return found.get() != null;
        });
    return found.get();
  }

  private static int portOf(String node) {
    return URI.create(member(node).get("addresses").get(0).asText()).getPort();
  }

  private static boolean doesChores(String node) {
    return member(node).get("chores").asBoolean();
  }

  private static String announce(int port, String name) throws IOException {
    var url = "http://127.0.0.1:%d/announce".formatted(port);
    return new TestPeer(url, null, name, 4_000).reply("d".repeat(20), "left=0");
  }

  private static boolean isProjected(String name) throws SQLException {
    try (var db = pipeline.connect();
        var select = db.prepareStatement("SELECT 1 FROM peers WHERE peer_id = ?")) {
      select.setBytes(1, (name + "-".repeat(20)).substring(0, 20).getBytes(US_ASCII));
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static String metrics(String node) throws Exception {
    var ops = URI.create("http:/" + ingress(node).opsAddress() + "/metrics");
    return HTTP.send(HttpRequest.newBuilder(ops).build(), BodyHandlers.ofString()).body();
  }

  private static boolean isDeaf(int port) {
    try {
      return !announce(port, "listening").contains("5:peers");
    } catch (IOException | IllegalArgumentException _) { // the connection was closed at once
      return true;
    }
  }

  private static void order(String node, String kind, int seconds) throws Exception {
    var answer = post(node, kind, seconds);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static HttpResponse<String> post(String node, String kind, int seconds) throws Exception {
    var body = "{\"node\":\"%s\",\"kind\":\"%s\",\"seconds\":%d}".formatted(node, kind, seconds);
    return HTTP.send(
        request("/drills")
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode get(String path) throws Exception {
    try {
      return JSON.readTree(HTTP.send(request(path).build(), BodyHandlers.ofString()).body());
    } catch (IOException _) { // the console is starting
      return JSON.readTree("{\"nodes\":[],\"items\":[]}");
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/api/v1%s".formatted(consolePort, path)))
        .header("Authorization", "Bearer " + token);
  }

  private static String status() throws Exception {
    return get("/stats").path("verdict").path("state").asText();
  }

  private static void awaitVerdict(String state, String text) {
    Await.until(
        "the verdict says: " + text,
        () -> get("/stats").path("verdict"),
        verdict ->
            verdict.path("state").asText().equals(state)
                && verdict.path("text").asText().startsWith(text));
  }

  private static JsonNode awaitOver(String node, String kind) {
    var last = new JsonNode[1];
    Await.until(
        "all is well after the drill",
        () -> {
          last[0] = get("/drills").path("drills").path(0);
          return last[0];
        },
        card ->
            card.path("node").asText().equals(node)
                && card.path("kind").asText().equals(kind)
                && card.path("state").asText().equals("over"));
    return last[0];
  }
}
