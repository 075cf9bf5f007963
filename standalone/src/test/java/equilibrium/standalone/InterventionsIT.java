package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.ClientIds;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.Suspicion;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a suspicion does, from the log to the output of real clients, over two ingresses
 * (docs/policy.md 3.6). The records are the test's own: nothing is detected here.
 */
@ExtendWith(Servers.class)
class InterventionsIT {
  private static final long IN_FORCE_MS = 2_000;
  private static final int BAD_PORT = 1001;
  private static final String TEXT = "Block 127.0.0.1 (bad client) t.example/c/ab12cd34";
  private static final List<String> EXPOSED = List.of("aria", "libtorrent");
  private static final List<String> KEYS =
      List.of("bad", "aria", "libtorrent", "seeder", "newcomer", "floor");

  @TempDir Path folder;

  private KeyedSwarm open(KafkaServer kafka, PostgresServer postgres) throws Exception {
    var settings = new HashMap<>(Transfer.QUICK);
    settings.putAll(Map.of("ingress.case-url", "t.example", "limits.early-announces", "7"));
    return KeyedSwarm.open(
        new Pipeline(kafka, postgres, folder.resolve("data"), settings), folder, KEYS);
  }

  private static void suspect(KeyedSwarm world, String key, Duration time) throws Exception {
    var client = ClientIds.ofKey(key);
    world
        .pipeline()
        .publish(
            Topics.SUSPICIONS,
            client,
            Suspicion.newBuilder()
                .setClientId(client)
                .setAtMs(world.nowMs())
                .setWeight(7_000)
                .setLevel(3)
                .setBroken(false)
                .setFamilies(List.of("A", "R"))
                .setTorrents(3)
                .setCases(List.of("R1-x"))
                .setRulesVersion(1)
                .setIdentity(Identity.KEY)
                .setCaseId("C-ab12cd340011223344ff")
                .setEnforced(true)
                .setUntilMs(world.nowMs() + time.toMillis())
                .build());
  }

  private static void expose(KeyedSwarm world, String key, InterventionKind kind, Duration time)
      throws Exception {
    var recipient = ClientIds.ofKey(key);
    byte[] loopback = ByteBuffer.allocate(16).putInt(8, 0xffff).putInt(12, 0x7f000001).array();
    world
        .pipeline()
        .publish(
            Topics.INTERVENTIONS,
            new InterventionKey(world.infoHash(), recipient),
            Intervention.newBuilder()
                .setInfoHash(world.infoHash())
                .setRecipient(recipient)
                .setSubject(ClientIds.ofKey("bad"))
                .setKind(kind)
                .setText(TEXT)
                .setAddress(new Address(loopback))
                .setPort(BAD_PORT)
                .setCaseId("C-ab12cd340011223344ff")
                .setFromMs(world.nowMs())
                .setUntilMs(world.nowMs() + time.toMillis())
                .build());
  }

  private static int occurrences(Client.Running client, String text) {
    return client.toString().split(text.replace("(", "\\(").replace(")", "\\)"), -1).length - 1;
  }

  @Test
  void aBadClientLeavesTheListsAndThoseWhoWereGivenItAreWarnedUntilItIsOver(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    var world = open(kafka, postgres);
    try (var _ = world.pipeline();
        var aria = world.join(Client.ARIA2, "aria", 1);
        var libtorrent = world.join(Client.LIBTORRENT, "libtorrent", 0)) {
      world.seed("bad", BAD_PORT);
      world.seed("floor", BAD_PORT + 1);
      world.ingresses().await(world.swarm(), BAD_PORT, true);

      long fromNs = System.nanoTime();
      suspect(world, "bad", Duration.ofSeconds(20));
      var delays =
          TwoIngresses.delays(fromNs, world.ingresses().both(world.swarm(), BAD_PORT, false));
      for (var key : EXPOSED) {
        expose(world, key, InterventionKind.WARN, Duration.ofSeconds(15));
      }
      Await.until("aria2 is warned: " + aria, () -> occurrences(aria, TEXT) > 0);
      Await.until("libtorrent is warned: " + libtorrent, () -> occurrences(libtorrent, TEXT) > 0);

      System.out.printf("out of lists, ms after the suspicion: %s%n", delays);
      TwoIngresses.assertSoon(delays.values(), IN_FORCE_MS);
      assertThat(aria.toString()).containsPattern("warning message.*" + "Block 127.0.0.1");
      assertThat(libtorrent.toString()).contains("tracker_warning_alert");
      assertOver(world, aria, libtorrent);
    }
  }

  private static void assertOver(KeyedSwarm world, Client.Running aria, Client.Running libtorrent)
      throws Exception {
    world.ingresses().await(world.swarm(), BAD_PORT, true);
    int ofAria = occurrences(aria, TEXT);
    int ofLibtorrent = occurrences(libtorrent, TEXT);
    world.awaitAnnounces("aria", 2);
    world.awaitAnnounces("libtorrent", 2);

    assertThat(occurrences(aria, TEXT)).isEqualTo(ofAria).isBetween(1, 3);
    assertThat(occurrences(libtorrent, TEXT)).isEqualTo(ofLibtorrent).isBetween(1, 3);
    assertThat(aria.toString()).doesNotContain("failure reason");
    assertThat(libtorrent.toString()).doesNotContain("tracker_error_alert");
  }

  /** From PostgreSQL, before it answers anybody. */
  @Test
  void anIngressThatStartsEnforcesFromItsFirstReply(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    var world = open(kafka, postgres);
    try (var pipeline = world.pipeline()) {
      world.seed("bad", BAD_PORT);
      world.seed("floor", BAD_PORT + 1);
      world.ingresses().await(world.swarm(), BAD_PORT, true);
      suspect(world, "bad", Duration.ofDays(1));
      world.ingresses().await(world.swarm(), BAD_PORT, false);
      world.awaitProjected("bad");

      pipeline.stop("ingress-b");
      var url = pipeline.startIngress("ingress-b").announceUrls().getFirst();

      var first = new TestPeer(url, "newcomer", "first", 3000);
      assertThat(first.announce(world.swarm(), "event=started&left=9"))
          .contains(BAD_PORT + 1)
          .doesNotContain(BAD_PORT);
    }
  }

  @Test
  void inTheModeThatFailsOnceTheySeeOneFailureAndRecover(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    var world = open(kafka, postgres);
    try (var _ = world.pipeline();
        var aria = world.join(Client.ARIA2, "aria", 0);
        var libtorrent = world.join(Client.LIBTORRENT, "libtorrent", 0)) {
      world.awaitAnnounces("aria", 1);
      world.awaitAnnounces("libtorrent", 1);
      for (int i = 0; i < 10; i++) { // so many that two are fewer than a fifth
        world.seed("floor", BAD_PORT + i);
      }

      for (var key : EXPOSED) {
        expose(world, key, InterventionKind.FAIL_ONCE, Duration.ofDays(1));
      }
      Await.until("aria2 fails: " + aria, () -> occurrences(aria, TEXT) > 0);
      Await.until("libtorrent fails: " + libtorrent, () -> occurrences(libtorrent, TEXT) > 0);
      try (var _ = world.join(Client.LIBTORRENT, "seeder", 1)) {
        Await.until("aria2 has the file: " + aria, () -> aria.has(world.torrent()));
        Await.until(
            "libtorrent has the file: " + libtorrent, () -> libtorrent.has(world.torrent()));
      }
      world.awaitAnnounces("aria", 2);
      world.awaitAnnounces("libtorrent", 2);

      assertThat(occurrences(aria, TEXT)).isOne();
      assertThat(occurrences(libtorrent, TEXT)).isOne();
      assertThat(libtorrent.toString()).containsPattern("tracker_error_alert.*Block 127.0.0.1");
      assertThat(aria.toString()).containsPattern("failure reason.*" + "Block 127.0.0.1");
    }
  }
}
