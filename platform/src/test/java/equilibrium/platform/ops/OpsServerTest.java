package equilibrium.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Health;
import equilibrium.platform.Question.Answer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsServerTest {
  private final Health health = new Health();
  private final HttpClient client = HttpClient.newHttpClient();
  private OpsServer ops;

  @BeforeEach
  void open() {
    ops =
        new OpsServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    health.status("part", () -> "well");
    health.question("echo", parameters -> Answer.good(new TreeMap<>(parameters)));
    health.question("nowhere", _ -> Answer.absent("there is nothing"));
  }

  @AfterEach
  void close() {
    client.close();
    ops.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/status            | 200 | {\"part\":\"well\"}",
        "/status/echo       | 200 | {}",
        "/status/echo?a=%2B+b&c=1:2&d | 200 | {\"a\":\"++b\",\"c\":\"1:2\",\"d\":\"\"}",
        "/status/echo?a=1&a=2 | 400 | {\"error\":\"a is given twice, expected once\"}",
        "/status/nowhere    | 404 | {\"error\":\"there is nothing\"}",
        "/status/other      | 404 | not found",
        "/status/           | 404 | not found",
        "/statuses          | 404 | not found",
        "/                  | 404 | not found",
      })
  void partsAreAskedByName(String target, int code, String body) throws Exception {
    var response = send(request(target).build());

    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(response.body()).isEqualTo(body + "\n");
  }

  @Test
  void beforeItsProgramsHaveStartedAProcessIsNotReady() throws Exception {
    assertThat(send(request("/readyz").build()).statusCode()).isEqualTo(503);

    health.started();
    assertThat(send(request("/readyz").build()).statusCode()).isEqualTo(200);
    health.ready("part", () -> false);

    assertThat(send(request("/readyz").build()).statusCode()).isEqualTo(503);
  }

  @Test
  void aPartInTroubleIsNamedAndDoesNotTakeTheNodeOut() throws Exception {
    health.started();
    health.trouble("kafka", () -> "no space\nleft");
    health.trouble("scoring", () -> "");

    for (var path : new String[] {"/livez", "/readyz"}) {
      var response = send(request(path).build());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ok\nkafka: no space left\n");
    }
  }

  @Test
  void metricsSayWhatTheChecksSay() throws Exception {
    health.ready("part", () -> false);

    var metrics = send(request("/metrics").build()).body();

    assertThat(metrics.lines())
        .contains("equilibrium_live 1.0", "equilibrium_ready 0.0")
        .doesNotContain("equilibrium_ready 1.0");
  }

  @Test
  void aQuestionHasALimit() throws Exception {
    var response = send(request("/status/echo?a=" + "b".repeat(2047)).build());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("2049 characters, expected 2048 at most");
  }

  @Test
  void askingIsReading() throws Exception {
    var response = send(request("/status/echo").POST(BodyPublishers.noBody()).build());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/metrics", "/status", "/status/echo", "/nowhere"})
  void headIsAnsweredAsGetWithoutTheBody(String path) throws Exception {
    var get = send(request(path).build());

    var head = send(request(path).HEAD().build());

    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .contains(Integer.toString(get.body().length()));
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livez", "/readyz", "/metrics", "/status", "/status/echo"})
  void optionsAreAnsweredEverywhere(String path) throws Exception {
    var response = send(request(path).method("OPTIONS", BodyPublishers.noBody()).build());

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(ops.address().getPort(), target)));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }
}
