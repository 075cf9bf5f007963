package equilibrium.ingress;

import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.ops.OpsServer;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An ingress with its ops port, as the program runs it; Kafka and PostgreSQL may be away. */
final class RunningIngress implements AutoCloseable {
  static final KafkaSettings NO_KAFKA =
      new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + closedPort()), 1, 1);
  static final PostgresSettings NO_POSTGRES =
      new PostgresSettings(
          "jdbc:postgresql://127.0.0.1:%d/none".formatted(closedPort()), Map.of("user", "nobody"));

  final Health health = new Health();
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OpsServer ops;
  private final Ingress ingress;

  RunningIngress(
      Path folder, KafkaSettings kafka, PostgresSettings postgres, Map<String, String> set) {
    IdentitySecret.drawIfMissing(folder.resolve("identity-secret"));
    var settings = new HashMap<>(Map.of("ingress.host", "127.0.0.1", "ingress.port", "0"));
    settings.put("ingress.drain", "0s");
    settings.putAll(set);
    var platform = new Platform(Node.in(folder), TimeScale.REAL, kafka, postgres, health, metrics);
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ops = new OpsServer(loopback, health, metrics);
    ingress =
        Ingress.start(IngressConfig.from(new Settings(null, Map.of(), settings)), platform, folder);
    health.started();
  }

  private static int closedPort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  URI announceUrl() {
    return URI.create(ingress.announceUrls().getFirst());
  }

  /** The body of the reply to a query; the whole response if it has none. */
  String announce(String query) throws IOException {
    return RawHttp.body(TrackerClient.of(announceUrl()).get("/announce?" + query));
  }

  boolean isReady() throws IOException {
    return isReady(ops.address().getPort());
  }

  int opsPort() {
    return ops.address().getPort();
  }

  static boolean isReady(int opsPort) throws IOException {
    return TrackerClient.of(opsPort).get("/readyz").contains(" 200 ");
  }

  /** Stops the program; the ops port goes on to answer. */
  void stop() {
    ingress.close();
  }

  @Override
  public void close() {
    ingress.close();
    ops.close();
  }
}
