package equilibrium.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.console.Console.Place;
import equilibrium.console.Console.Surroundings;
import equilibrium.console.token.Role;
import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Question.Answer;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.control.ChangeLog;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.ProjectedOffsets;
import equilibrium.platform.drill.DrillParts;
import equilibrium.projector.Migrations;
import equilibrium.projector.Projector;
import equilibrium.projector.ProjectorConfig;
import equilibrium.schemas.Topic;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A console and a projector on a real Kafka and a real PostgreSQL, with a token of each role. */
final class ConsoleFixture implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String API = "/api/v1";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<TopicPartition, Long> published = new HashMap<>();
  private final PostgresSettings superuser;
  private final Platform platform;
  private final Projector projector;
  private final ServingNode ingress;
  private final Console console;
  private final ChangeLog log;
  private final Map<Role, String> tokens;
  private final String revoked;
  private final Described described;

  /** An answer, its JSON read. */
  record Answered(int status, String body, HttpResponse<String> response) {
    JsonNode json() throws Exception {
      return JSON.readTree(body);
    }
  }

  ConsoleFixture(KafkaServer kafka, PostgresServer postgres, Path folder) throws Exception {
    this(emptied(kafka), postgres, folder);
  }

  private static KafkaSettings emptied(KafkaServer kafka) {
    kafka.empty();
    return kafka.settings(2);
  }

  /** On a Kafka without topics. */
  ConsoleFixture(KafkaSettings kafka, PostgresServer postgres, Path folder) throws Exception {
    superuser = postgres.fresh();
    Migrations.apply(superuser);
    platform = platform(kafka, superuser);
    try (var topics = new TopicAdmin(platform.kafka())) {
      topics.create();
    }
    var settings =
        new Settings(
            null,
            Map.of(),
            Map.of(
                "projector.group-id", folder.getFileName().toString(),
                "console.port", "0",
                "console.share-of-postgres", "100",
                "console.requests-per-token", "10000"));
    projector = Projector.start(ProjectorConfig.from(settings), platform);
    log = new ChangeLog(platform.kafka(), "test", Duration.ofSeconds(20));
    ingress = new ServingNode(platform);
    Sampled.publish(this);
    awaitProjected();
    platform.health().question("choice", Answer::good); // as an ingress in this process would
    var config = ConsoleConfig.from(settings);
    var known = Console.tokens(config, folder);
    tokens =
        Map.of(
            Role.VIEWER, known.issue("vera", Role.VIEWER),
            Role.OPERATOR, known.issue("otto", Role.OPERATOR));
    revoked = known.issue("rita", Role.OPERATOR);
    assertThat(known.revoke("rita")).isTrue();
    console =
        Console.start(
            config,
            platform.withPostgres(asConsole(superuser)),
            new Surroundings(
                List.of("http://tracker.example:6969/announce"),
                Map.of("scoring", "equilibrium-scoring"),
                settings.inForce(),
                new Console.Live(ServingNode.LIVE, (_, set) -> problems(set))),
            new Place(folder, null, drills()));
    described = new Described(document());
  }

  /** The OpenAPI document that is served. */
  JsonNode document() throws Exception {
    var request = HttpRequest.newBuilder(uri("/openapi.json")).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private static List<String> problems(Map<String, String> set) {
    return set.values().stream()
        .filter(value -> !value.matches("\\d+"))
        .map("\"%s\", expected a whole number"::formatted)
        .toList();
  }

  private static DrillParts drills() {
    var drills = new DrillParts();
    drills.add("scoring");
    return drills;
  }

  /** So that all of it is in what the console computes first. */
  private void awaitProjected() throws Exception {
    try (var db = connect()) {
      assertThat(ProjectedOffsets.await(db, published, Duration.ofSeconds(60))).isTrue();
    }
  }

  private static Platform platform(KafkaSettings kafka, PostgresSettings postgres) {
    return new Platform(
        new Node(1, 1),
        TimeScale.REAL,
        kafka,
        postgres,
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** As the console comes in anywhere: it may read and nothing else. */
  private static PostgresSettings asConsole(PostgresSettings superuser) throws SQLException {
    try (var db = superuser.connect("test");
        var alter = db.createStatement()) {
      alter.execute("ALTER ROLE console PASSWORD 'console'");
    }
    return superuser.as("console", "console");
  }

  <K, V> void publish(Topic<K, V> topic, K key, V value) {
    published.putAll(log.send(topic, List.of(new Change<>(key, value))));
  }

  Answered get(Role role, String path) throws Exception {
    return send(role, "GET", path, "", "application/json");
  }

  Answered send(Role role, String method, String path, String body, String type) throws Exception {
    var request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", type);
    return answered(role, request);
  }

  /** An answer, which is as the document describes it. */
  Answered answered(Role role, HttpRequest.Builder request) throws Exception {
    if (role != Role.NONE) {
      request.header("Authorization", "Bearer " + tokens.get(role));
    }
    var sent = request.build();
    var response = http.send(sent, BodyHandlers.ofString());
    described.demand(
        sent.method(),
        sent.uri().getRawPath().substring(API.length()),
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
    return new Answered(response.statusCode(), response.body(), response);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s%s".formatted(console.address().getPort(), API, path));
  }

  String token(Role role) {
    return requireNonNull(tokens.get(role));
  }

  /** Of an operator, and no longer good. */
  String revokedToken() {
    return revoked;
  }

  /** To PostgreSQL, with all rights. */
  Connection connect() throws SQLException {
    return superuser.connect("test");
  }

  @Override
  public void close() {
    log.close();
    console.close();
    ingress.close();
    projector.close();
    http.close();
  }
}
