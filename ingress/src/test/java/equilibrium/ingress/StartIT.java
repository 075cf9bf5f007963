package equilibrium.ingress;

import static equilibrium.ingress.RunningIngress.NO_KAFKA;
import static equilibrium.ingress.RunningIngress.NO_POSTGRES;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starts while Kafka, PostgreSQL or both are away: the node serves soon. */
@ExtendWith(Servers.class)
class StartIT {
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(15);
  private static final String FIRST =
      "info_hash=%s&peer_id=%s&port=2001&left=0".formatted("a".repeat(20), "f".repeat(20));
  private static final String SECOND =
      "info_hash=%s&peer_id=%s&port=2002&left=9".formatted("a".repeat(20), "s".repeat(20));

  /** Not ready without the peers from before. */
  private static final Map<String, String> STRICT =
      Map.of("ingress.start-wait", "0s", "ingress.ready-degraded", "false");

  @TempDir Path folder;

  @Test
  void withBothAwayItServesWhatItHears() throws IOException {
    assertServesSoon(NO_KAFKA, NO_POSTGRES);
  }

  @Test
  void withANameOfKafkaThatNobodyKnows() throws IOException {
    var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "kafka.invalid:9092"), 1, 1);

    assertServesSoon(kafka, NO_POSTGRES);
  }

  @Test
  void withKafkaAway(PostgresServer postgres) throws Exception {
    assertServesSoon(NO_KAFKA, postgres.fresh());
  }

  @Test
  void withPostgresAway(KafkaServer kafka) throws IOException {
    var settings = kafka.settings(2);
    kafka.empty();
    try (var topics = new TopicAdmin(settings)) {
      topics.create();
    }

    assertServesSoon(settings, NO_POSTGRES);
  }

  @Test
  void withServersThatAcceptAndSayNothing() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + silent.getLocalPort();
      var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, address), 1, 1);
      var postgres =
          new PostgresSettings("jdbc:postgresql://%s/none".formatted(address), Map.of("user", "x"));

      assertServesSoon(kafka, postgres);
    }
  }

  @Test
  void withBothAwayARestartServesThePeersOfTheSnapshot() throws IOException {
    try (var ingress = new RunningIngress(folder, NO_KAFKA, NO_POSTGRES, STRICT)) {
      ingress.announce(FIRST);
    }
    long startNs = System.nanoTime();

    try (var ingress = new RunningIngress(folder, NO_KAFKA, NO_POSTGRES, STRICT)) {
      assertThat(ingress.announce(SECOND)).contains("8:completei1e");
      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(SERVES_WITHIN);
      Await.until("it is ready, since it knows the peers from before", ingress::isReady);
    }
  }

  @Test
  void whoWantsNoNodeWithoutThePeersOfBeforeIsSentElsewhere() throws IOException {
    try (var ingress = new RunningIngress(folder, NO_KAFKA, NO_POSTGRES, STRICT)) {
      assertThat(ingress.announce(SECOND)).contains("peers");
      assertThat(ingress.isReady()).isFalse();
    }
  }

  /** With Kafka away the spool keeps the announces. */
  private void assertServesSoon(KafkaSettings kafka, PostgresSettings postgres) throws IOException {
    long startNs = System.nanoTime();

    try (var ingress = new RunningIngress(folder, kafka, postgres, Map.of())) {
      ingress.announce(FIRST);
      var reply = ingress.announce(SECOND);
      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(SERVES_WITHIN);
      assertThat(reply).contains("8:completei1e").contains("5:peers6:");
      assertThat(reply).doesNotContain("not recorded");
      Await.until("it is ready", ingress::isReady);
    }
  }
}
