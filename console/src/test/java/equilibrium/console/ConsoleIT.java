package equilibrium.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import equilibrium.console.ConsoleFixture.Answered;
import equilibrium.console.token.Role;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The API over a real Kafka and a real PostgreSQL, one of everything in them. */
@ExtendWith(Servers.class)
class ConsoleIT {
  private static final Path PINNED = Path.of("src/test/resources/openapi.json");
  private static final String UNKNOWN = "ab".repeat(20);

  private static ConsoleFixture console;
  private static JsonNode document;

  @BeforeAll
  static void start(KafkaServer kafka, PostgresServer postgres, @TempDir Path folder)
      throws Exception {
    console = new ConsoleFixture(kafka, postgres, folder);
    document = console.document();
    for (var picture : List.of("/tiers", "/balances", "/findings")) {
      Await.until(picture + " is computed", () -> hasContent(picture));
    }
    Await.until("the ingress is seen", () -> !setting(ServingNode.SET).get("nodes").isEmpty());
  }

  private static boolean hasContent(String picture) throws Exception {
    var json = console.get(Role.VIEWER, picture).json();
    return json.path("clients").size() + json.path("points").size() + json.path("rules").size() > 0;
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  /** The document is part of the contract: change the pinned one with the code. */
  @Test
  void theDocumentIsTheOneThatIsPinned() throws Exception {
    var pretty = ConsoleFixture.JSON.writer().with(SerializationFeature.INDENT_OUTPUT);
    if (Boolean.getBoolean("equilibrium.rewrite")) {
      Files.createDirectories(PINNED.getParent());
      Files.writeString(PINNED, pretty.writeValueAsString(document) + "\n");
    }

    assertThat(pretty.writeValueAsString(document) + "\n").isEqualTo(Files.readString(PINNED));
  }

  /** A request and the path in the document that it is one of. */
  private record Call(String method, String template, String path, String body) {}

  private static List<Call> calls() {
    var calls = new ArrayList<Call>();
    for (var path :
        List.of(
            "/token",
            "/stats",
            "/stats/history",
            "/tiers",
            "/balances",
            "/findings",
            "/members",
            "/settings",
            "/drills",
            "/swarms",
            "/clients",
            "/torrents",
            "/keys",
            "/anomalies",
            "/cases",
            "/interventions",
            "/audit")) {
      calls.add(new Call("GET", path, path, ""));
    }
    calls.add(new Call("GET", "/choice", "/choice?info-hash=" + UNKNOWN, ""));
    calls.add(new Call("GET", "/stats/history", "/stats/history?node=all", ""));
    calls.add(new Call("GET", "/swarms", "/swarms?sort=imbalance", ""));
    calls.add(new Call("GET", "/events", "/events?swarm=" + Sampled.SWARM, ""));
    calls.add(new Call("GET", "/events", "/events?client=" + Sampled.CLIENT, ""));
    calls.add(new Call("GET", "/clients", "/clients?sort=score", ""));
    calls.add(new Call("GET", "/clients", "/clients?tier=2", ""));
    calls.add(new Call("GET", "/swarms/{hash}", "/swarms/" + Sampled.SWARM, ""));
    calls.add(new Call("GET", "/swarms/{hash}/peers", "/swarms/" + Sampled.SWARM + "/peers", ""));
    calls.add(
        new Call("GET", "/swarms/{hash}/clients", "/swarms/" + Sampled.SWARM + "/clients", ""));
    calls.add(new Call("GET", "/clients/{client}", "/clients/" + Sampled.CLIENT, ""));
    calls.add(
        new Call("GET", "/clients/{client}/swarms", "/clients/" + Sampled.CLIENT + "/swarms", ""));
    calls.add(new Call("GET", "/torrents/{hash}", "/torrents/" + Sampled.SWARM, ""));
    calls.add(
        new Call(
            "GET", "/anomalies", "/anomalies?rule=R1&shadow=true&client=" + Sampled.CLIENT, ""));
    calls.add(new Call("GET", "/anomalies/{finding}", "/anomalies/" + Sampled.FINDING, ""));
    calls.add(new Call("GET", "/cases/{case}", "/cases/" + Sampled.CASE, ""));
    calls.add(new Call("GET", "/torrents", "/torrents?state=allowed&name=NAM&prefix=01", ""));
    calls.add(
        new Call(
            "POST",
            "/torrents/query",
            "/torrents/query",
            "{\"infoHashes\":[\"%s\",\"%s\"]}".formatted(UNKNOWN, Sampled.SWARM)));
    return calls;
  }

  private static List<Call> changes() {
    var torrent = "/torrents/" + "cd".repeat(20);
    return List.of(
        new Call("PUT", "/torrents/{hash}", torrent, "{\"state\":\"denied\"}"),
        new Call("DELETE", "/torrents/{hash}", torrent, ""),
        new Call("POST", "/keys", "/keys", "{\"note\":\"a friend\"}"),
        new Call("POST", "/keys/{client}/rotate", "/keys/" + Sampled.CLIENT + "/rotate", ""),
        new Call("DELETE", "/keys/{client}", "/keys/" + Sampled.CLIENT, ""),
        new Call(
            "POST",
            "/cases/{case}/dismiss",
            "/cases/" + Sampled.CASE + "/dismiss",
            "{\"note\":\"a known bug\"}"),
        new Call("PUT", "/settings/{key}", "/settings/" + ServingNode.SET, "{\"value\":\"32\"}"),
        new Call("DELETE", "/settings/{key}", "/settings/" + ServingNode.SET, ""),
        new Call("POST", "/drills", "/drills", "{\"part\":\"scoring\",\"seconds\":600}"),
        new Call("DELETE", "/drills/{target}", "/drills/scoring", ""),
        new Call(
            "POST", "/drills", "/drills", "{\"node\":\"9\",\"kind\":\"deaf\",\"seconds\":600}"),
        new Call("DELETE", "/drills/{target}", "/drills/9", ""),
        new Call("POST", "/cases/{case}/approve", "/cases/" + Sampled.CASE + "/approve", ""),
        new Call("POST", "/cases/{case}/clear", "/cases/" + Sampled.CASE + "/clear", ""),
        new Call(
            "DELETE",
            "/interventions/{hash}/{client}",
            "/interventions/" + Sampled.SWARM + "/" + Sampled.OTHER,
            ""));
  }

  @Test
  void everyAnswerIsAsTheDocumentDescribesIt() throws Exception {
    var called = new TreeSet<String>(List.of("GET /live", "POST /torrents")); // by other tests
    for (var call : calls()) {
      var answer =
          console.send(Role.OPERATOR, call.method(), call.path(), call.body(), "application/json");
      assertThat(answer.status()).as("%s: %s", call, answer.body()).isEqualTo(200);
      called.add(call.method() + " " + call.template());
    }
    for (var call : changes()) {
      var answer =
          console.send(Role.OPERATOR, call.method(), call.path(), call.body(), "application/json");
      assertThat(answer.status()).as("%s: %s", call, answer.body()).isIn(200, 201, 204);
      assertThat(answer.response().headers().firstValue("Equilibrium-Position"))
          .as(call.toString())
          .hasValueSatisfying(position -> assertThat(position).matches("[a-z-]+/\\d+@\\d+"));
      called.add(call.method() + " " + call.template());
    }

    assertThat(called).isEqualTo(described());
  }

  private static Set<String> described() {
    var all = new TreeSet<String>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(
                    method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return all;
  }

  @Test
  void everyEventIsAsItsShapeIsDescribed() throws Exception {
    var shapes =
        Map.of("stats", "Stats", "change", "Change", "finding", "Finding", "drill", "Drill");
    var drill = "{\"part\":\"scoring\",\"seconds\":600}";
    var described = new Described(document);
    try (var live = new LiveEvents(console, Role.VIEWER)) {
      assertThat(put("/torrents/" + "77".repeat(20), "{\"state\":\"denied\"}", "").status())
          .isEqualTo(201);
      assertThat(post("/drills", drill, "application/json").status()).isEqualTo(201);
      Sampled.find(console, "R1-described");
      Await.until(
          "every event comes",
          live::names,
          names -> names.containsAll(shapes.keySet()) && names.contains("pictures"));

      for (var event : live.all()) {
        if (event.name().equals("pictures")) {
          assertThat(event.json().fieldNames())
              .toIterable()
              .containsExactlyInAnyOrder("name", "asOf", "tookMs");
        } else {
          assertThat(described.differences(shapes.getOrDefault(event.name(), ""), event.json()))
              .as(event.toString())
              .isEmpty();
        }
      }
      assertThat(live.has("change", "77".repeat(20))).isTrue();
    } finally {
      console.send(Role.OPERATOR, "DELETE", "/drills/scoring", "", "application/json");
    }
  }

  @Test
  void aViewerNeverSeesAnAddress() throws Exception {
    var warned = equilibrium.schemas.Ids.hex(Ids.infoHash(2).bytes());
    var warning = "/interventions/%s/%s".formatted(warned, Sampled.OTHER);
    var seen = new TreeMap<String, String>();
    try (var live = new LiveEvents(console, Role.VIEWER)) {
      Sampled.warn(console, Ids.infoHash(2), Sampled.ADDRESS_6);
      Sampled.warn(console, Ids.infoHash(3), Sampled.ADDRESS);
      Sampled.find(console, "R1-unseen");
      Await.until(
          "the warnings are stored",
          () -> console.get(Role.OPERATOR, "/interventions").body(),
          body -> body.contains(Sampled.ADDRESS_6) && body.contains(Sampled.ADDRESS));
      asViewer(calls(), seen);
      var ended = console.send(Role.OPERATOR, "DELETE", warning, "", "application/json");
      assertThat(ended.status()).isEqualTo(204);
      Await.until(
          "the events come", () -> live.has("change", warned) && live.has("finding", "R1-unseen"));
      asViewer(List.of(new Call("GET", "/audit", "/audit", "")), seen);
      live.all().forEach(event -> seen.put("/live " + event, event.data()));
    }

    assertThat(seen)
        .hasSizeGreaterThan(80)
        .allSatisfy((what, body) ->
            assertThat(body).as(what).doesNotContainPattern("203\\.0\\.113|2001:0?(db8|DB8)"));
    for (var address : List.of(Sampled.ADDRESS, Sampled.ADDRESS_6)) {
      var search = "/clients?address=" + address;
      assertThat(console.get(Role.OPERATOR, "/swarms/" + Sampled.SWARM + "/peers").body())
          .contains(address);
      assertThat(console.get(Role.OPERATOR, "/events?swarm=" + Sampled.SWARM).body())
          .contains(address);
      assertThat(console.get(Role.VIEWER, search).status()).isEqualTo(403);
      assertThat(console.get(Role.OPERATOR, search).status()).isEqualTo(200);
    }
    assertThat(
            console.get(Role.OPERATOR, "/clients?address=" + Sampled.ADDRESS).json().get("items"))
        .hasSize(1);
  }

  /** Adds what a viewer gets, for calls as they are and for others that are refused. */
  private static void asViewer(List<Call> calls, Map<String, String> seen) throws Exception {
    for (var call : calls) {
      var name = call.path().replaceFirst("\\?.*", "");
      var paths =
          List.of(
              call.path(),
              name + "?limit=0",
              name + "?after=!",
              name + "/x",
              name.replaceFirst("[^/]*$", "x"),
              name + "?address=192.0.2.1");
      for (var path : paths) {
        var answer =
            console.send(Role.VIEWER, call.method(), path, call.body(), "application/json");
        seen.put(call.method() + " " + path, answer.body());
      }
      for (var method : List.of("PUT", "DELETE", "PATCH")) {
        var answer = console.send(Role.VIEWER, method, name, "{}", "application/json");
        seen.put(method + " " + name, answer.body());
      }
    }
  }

  /** The table of token, role and operation, over all operations. */
  @Test
  void anOperationIsReachedByTokensOfItsRoleOnly() throws Exception {
    var operator = console.token(Role.OPERATOR);
    var refused =
        List.of(
            "",
            "Bearer ",
            "Bearer wrong",
            "Bearer " + "0".repeat(operator.length()),
            "Bearer " + operator.substring(1),
            "Bearer " + operator + "0",
            "Bearer " + console.revokedToken(),
            "Basic " + operator,
            operator);

    byte number = 2;
    for (var operation : described()) {
      var from = InetAddress.getByAddress(new byte[] {127, 0, 1, number++}); // wrong ones are few
      try (var http = HttpClient.newBuilder().localAddress(from).build()) {
        for (var authorization : refused) {
          var came = reach(http, operation, authorization);
          assertThat(came.statusCode()).as("%s by \"%s\"", operation, authorization).isEqualTo(401);
          assertThat(came.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        var byViewer = reach(http, operation, "Bearer " + console.token(Role.VIEWER)).statusCode();
        var byOperator = reach(http, operation, "Bearer " + operator).statusCode();
        assertThat(byViewer == 403).as(operation).isEqualTo(isForOperators(operation));
        assertThat(byViewer).as(operation).isNotEqualTo(401);
        assertThat(byOperator).as(operation).isNotIn(401, 403, 500);
      }
    }
  }

  private static boolean isForOperators(String operation) {
    return operation.startsWith("GET ")
        ? Set.of("GET /keys", "GET /settings", "GET /choice").contains(operation)
        : !operation.equals("POST /torrents/query");
  }

  /** Asks with ids that name nothing. */
  private static HttpResponse<InputStream> reach(
      HttpClient http, String operation, String authorization) throws Exception {
    var words = List.of(operation.split(" "));
    var request =
        HttpRequest.newBuilder(console.uri(words.getLast().replaceAll("\\{\\w+}", "x")))
            .method(
                words.getFirst(),
                words.getFirst().equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    var came = http.send(request.build(), BodyHandlers.ofInputStream());
    came.body().close(); // a stream of events does not end
    return came;
  }

  @Test
  void deadLettersAreInTheVerdictForAWhile() throws Exception {
    try (var db = console.connect();
        var change = db.createStatement()) {
      change.execute(
          """
          INSERT INTO dead_letters (source_partition, source_offset, at, reason, headers) VALUES
            (0, 900001, now() - interval '14 minutes', 'by hand', '{}'),
            (0, 900002, now() - interval '16 minutes', 'by hand', '{}')
          """);

      Await.until("one is told", () -> verdict().contains("1 record of the last 15 minutes"));

      change.execute("DELETE FROM dead_letters WHERE reason = 'by hand'");
      Await.until("none is told", () -> !verdict().contains("DeadLetters"));
    }
  }

  @Test
  void aProgramIsForgottenAfterADay() throws Exception {
    try (var db = console.connect();
        var change = db.createStatement()) {
      change.execute(
          """
          INSERT INTO members (node, boot, program, version, addresses, last_seen_at, view,
            source_partition, source_offset)
          VALUES (71, 1, 'by hand', '0', '{}', now() - interval '23 h 59 min', '[]', 0, 900071),
            (72, 1, 'by hand', '0', '{}', now() - interval '24 h 1 min', '[]', 0, 900072)
          """);
      try {
        Await.until("the newer one is told", () -> members().contains("\"71\""));
        assertThat(members()).doesNotContain("\"72\"");
      } finally {
        change.execute("DELETE FROM members WHERE program = 'by hand'");
      }
    }
  }

  private static String members() throws Exception {
    return console.get(Role.VIEWER, "/members").body();
  }

  private static String verdict() throws Exception {
    return console.get(Role.VIEWER, "/stats").json().get("verdict").toString();
  }

  /** While all that the pictures are made of is locked, a query of it would wait. */
  @Test
  void whoLooksCostsNoQuery() throws Exception {
    var paths =
        List.of(
            "/stats",
            "/stats/history",
            "/stats/history?node=all",
            "/tiers",
            "/balances",
            "/findings",
            "/members",
            "/drills",
            "/swarms?sort=peers",
            "/clients?sort=score");
    try (var db = console.connect();
        var lock = db.createStatement()) {
      db.setAutoCommit(false);
      lock.execute("LOCK TABLE members, swarm_balances, client_standings IN ACCESS EXCLUSIVE MODE");

      for (var path : paths) {
        assertThat(console.get(Role.VIEWER, path).status()).as(path).isEqualTo(200);
      }
      try (var live = new LiveEvents(console, Role.VIEWER)) {
        Await.until("an event comes", () -> !live.all().isEmpty());
      }

      db.rollback();
    }
  }

  @Test
  void aChangeOfSomethingThatChangedMeanwhileIsRefused() throws Exception {
    var path = "/torrents/" + "ef".repeat(20);
    var first = put(path, "{\"state\":\"allowed\",\"name\":\"first\"}", "");
    var tag = first.response().headers().firstValue("ETag").orElseThrow();

    var second = put(path, "{\"name\":\"second\"}", tag);
    var third = put(path, "{\"name\":\"third\"}", tag);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(third.status()).isEqualTo(412);
    var shown = console.get(Role.VIEWER, path).json();
    assertThat(shown.get("name").asText()).isEqualTo("second");
    assertThat(shown.get("state").asText()).isEqualTo("allowed");
    assertThat(shown.get("by").asText()).isEqualTo("otto");
  }

  private static Answered put(String path, String body, String ifMatch) throws Exception {
    var request =
        HttpRequest.newBuilder(console.uri(path))
            .PUT(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!ifMatch.isEmpty()) {
      request.header("If-Match", ifMatch);
    }
    return console.answered(Role.OPERATOR, request);
  }

  @Test
  void aChangeIsAnsweredWhenPostgresqlHasIt() throws Exception {
    var hash = "66".repeat(20);
    CompletableFuture<Integer> status;
    try (var db = console.connect();
        var lock = db.createStatement()) {
      db.setAutoCommit(false);
      lock.execute("LOCK TABLE registrations IN SHARE MODE"); // it can be read, not written
      status =
          CompletableFuture.supplyAsync(() -> {
            try {
              return put("/torrents/" + hash, "{\"state\":\"denied\"}", "").status();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      Await.until(
          "the change is published",
          () -> console.get(Role.VIEWER, "/audit").body(),
          audit -> audit.contains(hash));
      assertThat(status.getNow(202)).isEqualTo(202);
      db.rollback();
    }

    assertThat(status.get()).isIn(201, 202);
    Await.until(
        "the torrent is shown",
        () -> console.get(Role.VIEWER, "/torrents/" + hash).status() == 200);
  }

  @Test
  void manyTorrentsComeInOneRequest() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      lines.append("{\"infoHash\":\"%040x\",\"state\":\"allowed\"}\n".formatted(0x1000_0000 + i));
    }
    lines.append("{\"infoHash\":\"xyz\",\"state\":\"allowed\"}\nno json\n");

    var first = post("/torrents", lines.toString(), "application/x-ndjson");
    var again = post("/torrents", lines.toString(), "application/x-ndjson");
    var list =
        post(
            "/torrents?state=denied",
            "# a black list\n%040x\n".formatted(0x1000_0001),
            "text/plain");

    assertThat(first.json().get("accepted").asInt()).isEqualTo(2_500);
    assertThat(first.json().get("rejected").asInt()).isEqualTo(2);
    assertThat(first.json().get("problems").get(0).get("line").asInt()).isEqualTo(2_501);
    assertThat(again.json().get("unchanged").asInt()).isEqualTo(2_500);
    assertThat(list.json().get("accepted").asInt()).isEqualTo(1);
    assertThat(
            console
                .get(Role.VIEWER, "/torrents/%040x".formatted(0x1000_0001))
                .json()
                .get("state")
                .asText())
        .isEqualTo("denied");
    assertThat(allPages("/torrents?prefix=00000000&limit=1000")).hasSize(2_500);
  }

  @Test
  void aRejectedLineIsNamedByItsOwnNumber() throws Exception {
    var lines =
        "{\"infoHash\":\"%s\",\"state\":\"maybe\"}\n{\"infoHash\":\"%s\",\"state\":\"denied\"}\n"
            .formatted("a1".repeat(20), "a2".repeat(20));

    var answer = post("/torrents", lines, "application/x-ndjson").json();

    assertThat(answer.get("accepted").asInt()).isEqualTo(1);
    assertThat(answer.get("problems").get(0).get("line").asInt()).isEqualTo(1);
    assertThat(answer.get("problems").get(0).get("detail").asText())
        .contains("\"maybe\", expected allowed or denied");
  }

  @Test
  void aHybridTorrentIsCountedUnderOneHash() throws Exception {
    var first = "b1".repeat(20);
    var second = "b2".repeat(20);
    var third = "b3".repeat(20);
    var line = "{\"infoHash\":\"%s\",\"state\":\"allowed\",\"aliasOf\":\"%s\"}\n";
    var lines =
        line.formatted(second, first) + line.formatted(third, second) + line.formatted(third, "b4");

    var answer = post("/torrents", lines, "application/x-ndjson").json();

    assertThat(answer.get("accepted").asInt()).isEqualTo(1);
    assertThat(answer.get("problems").findValuesAsText("detail"))
        .containsExactly(
            "/aliasOf: \"b4\", expected 40 hex digits",
            "/aliasOf: \"%s\" is an alias itself, expected its canonical hash %s"
                .formatted(second, first));
    var path = "/torrents/" + second;
    assertThat(console.get(Role.VIEWER, path).json().get("aliasOf").asText()).isEqualTo(first);

    var own = put(path, "{\"aliasOf\":\"%s\"}".formatted(second), "");
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.json().path("aliasOf").isTextual()).isFalse();
  }

  @Test
  void aTorrentIsNamedOnceInARequest() throws Exception {
    var hash = "a3".repeat(20);
    var lines = "# a list\n%s\n%s\n".formatted(hash, hash.toUpperCase(Locale.ROOT));

    var answer = post("/torrents?state=allowed", lines, "text/plain").json();

    assertThat(answer.get("accepted").asInt()).isEqualTo(1);
    assertThat(answer.get("rejected").asInt()).isEqualTo(1);
    assertThat(answer.get("problems").get(0).get("line").asInt()).isEqualTo(3);
    assertThat(answer.get("problems").get(0).get("detail").asText())
        .isEqualTo("/infoHash: line 2 names it already");
  }

  @Test
  void aLineThatIsTooLongEndsTheRequestBehindThoseBeforeIt() throws Exception {
    var lines = "%s\n%s".formatted("a4".repeat(20), "b".repeat(16_385));

    var answer = post("/torrents?state=allowed", lines, "text/plain");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().get("detail").asText())
        .contains("line 2 has more than 16384 characters", "1 torrents before it are published");
    assertThat(console.get(Role.VIEWER, "/torrents/" + "a4".repeat(20)).status()).isEqualTo(200);
  }

  /** Many at once with the same position: one of them saw what it changes. */
  @Test
  void ofChangesWithTheSamePositionOnePasses() throws Exception {
    var path = "/torrents/" + "ed".repeat(20);
    var tag =
        put(path, "{\"state\":\"allowed\"}", "")
            .response()
            .headers()
            .firstValue("ETag")
            .orElseThrow();
    var statuses = new ConcurrentLinkedQueue<Integer>();
    try (var all = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        var body = "{\"name\":\"name %d\"}".formatted(i);
        var _ = all.submit(() -> statuses.add(put(path, body, tag).status()));
      }
    }

    assertThat(statuses).hasSize(8).containsOnlyOnce(200).containsOnly(200, 412);
  }

  @Test
  void aPathWithAZeroByteNamesNothing() throws Exception {
    assertThat(console.get(Role.VIEWER, "/cases/a%00b").status()).isEqualTo(404);
  }

  private static Answered post(String path, String body, String type) throws Exception {
    return console.send(Role.OPERATOR, "POST", path, body, type);
  }

  @Test
  void theAuditHasWhatWasPublishedOfABodyThatBreaksOff() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 1_500; i++) {
      lines.append("ffff%036x\n".formatted(i));
    }
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(lines.toString().getBytes(UTF_8));
    }
    byte[] broken = Arrays.copyOf(packed.toByteArray(), packed.size() - 100);

    var answer =
        console.answered(
            Role.OPERATOR,
            HttpRequest.newBuilder(console.uri("/torrents?state=allowed"))
                .POST(BodyPublishers.ofByteArray(broken))
                .header("Content-Type", "text/plain")
                .header("Content-Encoding", "gzip"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("detail").asText())
        .endsWith("1000 torrents before it are published");
    Await.until(
        "the audit has them",
        () -> console.get(Role.VIEWER, "/audit").body(),
        audit -> audit.contains("1000 torrents"));
  }

  private static Set<String> allPages(String path) throws Exception {
    var all = new TreeSet<String>();
    var after = "";
    do {
      var page = console.get(Role.VIEWER, path + after).json();
      page.get("items").forEach(item -> all.add(item.get("infoHash").asText()));
      after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asText();
    } while (!after.isEmpty());
    return all;
  }

  @Test
  void aKeyIsShownOnceAndItsDrawingIsInTheAudit() throws Exception {
    var issued = post("/keys", "{\"note\":\"for the audit\"}", "application/json").json();
    var client = issued.get("client").asText();
    var key = issued.get("key").asText();

    assertThat(issued.get("announceUrls").get(0).asText())
        .isEqualTo("http://tracker.example:6969/announce/" + key);
    Await.until(
        "the audit has it",
        () -> console.get(Role.VIEWER, "/audit").body(),
        body -> body.contains(client) && body.contains("POST /keys"));
    assertThat(console.get(Role.VIEWER, "/audit").body()).doesNotContain(key);
    assertThat(console.get(Role.OPERATOR, "/keys?limit=1000").body())
        .contains(client, "for the audit")
        .doesNotContain(key);
  }

  @Test
  void aSettingIsInForceOnEveryNodeUntilItIsTakenBack() throws Exception {
    var path = "/settings/" + ServingNode.SET;

    var set = put(path, "{\"value\":\"17\"}", "");
    var listed = setting(ServingNode.SET);
    var back = console.send(Role.OPERATOR, "DELETE", path, "", "application/json");

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.json()).isEqualTo(listed);
    assertThat(listed.get("live").asBoolean()).isTrue();
    assertThat(listed.get("override").get("value").asText()).isEqualTo("17");
    assertThat(listed.get("override").get("by").asText()).isEqualTo("otto");
    assertThat(listed.get("nodes"))
        .hasToString(
            "[{\"value\":\"17\",\"source\":\"console\",\"next\":null,\"refused\":\"\",\"nodes\":[\"ingress 8\"]}]");
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.json().get("override").isNull()).isTrue();
    assertThat(back.json().get("nodes").get(0).get("source").asText()).isEqualTo("default");
    assertThat(console.send(Role.OPERATOR, "DELETE", path, "", "application/json").status())
        .isEqualTo(404);
    Await.until(
        "the audit has both, without the value, which viewers may not see",
        () -> console.get(Role.VIEWER, "/audit").body(),
        audit ->
            audit.contains(
                    "\"PUT /settings/{key}\",\"subject\":\"console.streams\",\"detail\":\"set\"")
                && audit.contains("\"DELETE /settings/{key}\""));
  }

  private static JsonNode setting(String key) throws Exception {
    for (var item : console.get(Role.OPERATOR, "/settings").json().get("items")) {
      if (item.get("key").asText().equals(key)) {
        return item;
      }
    }
    throw new AssertionError(key);
  }

  @Test
  void whatANodeDoesNotTakeUpIsAnsweredWithItsReason() throws Exception {
    var path = "/settings/" + ServingNode.REFUSED;

    var set = put(path, "{\"value\":\"99\"}", "");

    assertThat(set.status()).isEqualTo(202);
    assertThat(set.json().get("nodes").get(0).get("refused").asText())
        .isEqualTo("too many for this node");
    assertThat(set.json().get("nodes").get(0).get("next").asText()).isEqualTo("9");
    assertThat(console.send(Role.OPERATOR, "DELETE", path, "", "application/json").status())
        .isEqualTo(200);
  }

  @Test
  void aSettingThatCannotBeInForceIsRefusedWithTheReason() throws Exception {
    var cases =
        List.of(
            List.of("console.nothing", "{\"value\":\"1\"}", "404", "there is no setting"),
            List.of("console.port", "{\"value\":\"1\"}", "400", "console.port needs a restart"),
            List.of(
                ServingNode.PINNED,
                "{\"value\":\"1\"}",
                "409",
                "is given by --set on ingress 8: this overrides the console"),
            List.of(ServingNode.SET, "{\"value\":\"x\"}", "400", "/value: \"x\", expected"),
            List.of(ServingNode.SET, "{}", "400", "/value: missing, expected text"),
            List.of(
                ServingNode.SET,
                "{\"value\":\"%s\"}".formatted("1".repeat(1_001)),
                "400",
                "/value: 1001 characters, expected text of at most 1000 characters"));

    for (var each : cases) {
      var answer = put("/settings/" + each.get(0), each.get(1), "");

      assertThat(answer.status()).as(answer.body()).hasToString(each.get(2));
      assertThat(answer.json().get("detail").asText()).contains(each.get(3));
    }
    assertThat(setting(ServingNode.SET).get("override").isNull()).isTrue();
    assertThat(
            console
                .send(Role.VIEWER, "PUT", "/settings/console.streams", "{}", "application/json")
                .status())
        .isEqualTo(403);
  }

  @Test
  void figuresOfRunningProgramsAreInTheHistoryOfTheirNodes() throws Exception {
    Await.until(
        "the programs have sent figures",
        () -> history("node=8&series=heap").size() + history("node=all&series=cpu").size(),
        found -> found >= 4); // the ingress, the projector and the console

    var heap = history("node=8&series=heap,disk-free").get(0);
    assertThat(heap.get("node").asText()).isEqualTo("8");
    assertThat(heap.get("unit").asText()).isEqualTo("bytes");
    assertThat(heap.get("points").get(0).get(1).asDouble()).isGreaterThan(1e6);
    assertThat(history("node=8&series=heap&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"))
        .isEmpty();
  }

  private static JsonNode history(String query) throws Exception {
    var answer = console.get(Role.VIEWER, "/stats/history?" + query);
    return answer.status() == 200
        ? answer.json().get("series")
        : ConsoleFixture.JSON.createArrayNode();
  }

  @Test
  void aBadValueIsNamedWithWhatWasExpected() throws Exception {
    var cases =
        List.of(
            List.of("/swarms/xyz", "/hash", "expected 40 hex digits"),
            List.of("/swarms?limit=0", "?limit", "expected a whole number from 1 to 1000"),
            List.of("/swarms?sort=size", "?sort", "expected one of peers, imbalance, completed"),
            List.of("/torrents?after=!!", "?after", "former page"),
            List.of("/anomalies?from=yesterday", "?from", "expected a time"),
            List.of("/stats/history?node=none", "?node", "expected all, or ids of members"),
            List.of(
                "/stats/history?node=all&series=stack", "?series", "expected some of announces"));
    for (var each : cases) {
      var answer = console.get(Role.VIEWER, each.get(0));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().get("type").asText()).isEqualTo("/problems/bad-value");
      assertThat(answer.json().get("errors").get(0).get("pointer").asText()).isEqualTo(each.get(1));
      assertThat(answer.json().get("detail").asText()).contains(each.get(2));
    }
    var negative = put("/torrents/" + UNKNOWN, "{\"state\":\"allowed\",\"sizeBytes\":-1}", "");
    assertThat(negative.json().get("detail").asText())
        .isEqualTo("/sizeBytes: -1, expected at least 0");
    assertThat(console.get(Role.VIEWER, "/torrents/" + UNKNOWN).status()).isEqualTo(404);
  }
}
