package equilibrium.ingress.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.platform.Health;
import equilibrium.platform.TimeScale;
import equilibrium.platform.ops.OpsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question as an operator puts it: over HTTP, on the ops port. */
class ChoiceOnOpsPortTest {
  private final Health health = new Health();
  private final HttpClient client = HttpClient.newHttpClient();
  private OpsServer ops;

  /** What was answered. */
  private record Reply(int code, JsonNode json) {}

  @BeforeEach
  void open(@TempDir Path data) {
    var swarm = SmallSwarm.crowded(data, Map.of(), TimeScale.REAL);
    health.question("choice", swarm.choices);
    ops =
        new OpsServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  @AfterEach
  void close() {
    client.close();
    ops.close();
  }

  @Test
  void anOperatorIsToldWhatAClientWouldGetAndWhy() throws Exception {
    var reply = get("?info-hash=%s&address=10.0.0.1".formatted(SmallSwarm.HASH));

    assertThat(reply.code()).isEqualTo(200);
    var json = reply.json();
    assertThat(json.propertyStream().map(Map.Entry::getKey))
        .containsExactly("client", "swarm", "session", "sessions", "refused", "choice", "why");
    assertThat(json.at("/client/id").asText()).isEqualTo(SmallSwarm.id(SmallSwarm.client(1)));
    assertThat(json.at("/client/compared").asBoolean(true)).isFalse();
    assertThat(json.at("/swarm/gate").asText()).isEqualTo("all");
    assertThat(json.at("/swarm/privateTorrent").isBoolean()).isTrue();
    assertThat(json.at("/session/endpoint").asText()).isEqualTo("10.0.0.1:6001");
    assertThat(json.at("/refused").isNull()).isTrue();
    assertThat(json.at("/choice/interval/least").asInt()).isEqualTo(855);
    assertThat(json.at("/choice/nextTierSeconds").asInt()).isEqualTo(180);
    assertThat(json.at("/choice/tooEarlySeconds").isNull()).isTrue();
    assertThat(json.at("/choice/peers"))
        .hasSize(10)
        .allMatch(peer -> peer.get("endpoint").asText().matches("10\\.0\\.0\\.\\d+:60\\d\\d"));
    assertThat(json.at("/why").asText()).startsWith("tier 1 of 3; in the swarm for 12 min");
  }

  @Test
  void whatCannotBeAnsweredIsSaidInJson() throws Exception {
    var bad = get("?info-hash=12&key=a");
    var absent = get("?info-hash=%s&key=a".formatted("00".repeat(20)));

    assertThat(bad.code()).isEqualTo(400);
    assertThat(bad.json().get("error").asText())
        .isEqualTo("info-hash is \"12\", expected 40 hex digits");
    assertThat(absent.code()).isEqualTo(404);
    assertThat(absent.json().get("error").asText())
        .contains("is no swarm of this ingress")
        .endsWith("; an announce is refused: this announce key is not known");
  }

  private Reply get(String query) throws Exception {
    int port = ops.address().getPort();
    var uri = URI.create("http://127.0.0.1:%d/status/choice%s".formatted(port, query));
    var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), new JsonMapper().readTree(response.body()));
  }
}
