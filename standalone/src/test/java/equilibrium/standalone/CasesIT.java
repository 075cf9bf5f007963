package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TrackerClock;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings gather in a case, which an operator reads and decides about. */
class CasesIT {
  @TempDir static Path folder;
  private static TrackerFixture tracker;

  @BeforeAll
  static void start() {
    tracker = TrackerFixture.on(folder, Map.of("anomaly.shadow", "false"));
  }

  @AfterAll
  static void stop() {
    tracker.close();
  }

  @Test
  void aCaseIsListedToldApprovedAndCleared() throws Exception {
    var client = ClientIds.ofKey("a cheat");
    find(client, "R1", 1);
    find(client, "E1", 2);
    find(client, "T1", 3);
    Await.until("the case is there", () -> columns(client).length > 2 && level(client) == 3);
    var id = columns(client)[0];

    assertThat(columns(client)).contains("open", "12.0", "3", "ERT");
    assertThat(tracker.run("cases", "show", id.substring(0, 10)))
        .contains("case      " + id)
        .contains("known by its announce key")
        .contains("level     3 of 4, quarantined")
        .doesNotContain("not in force")
        .contains("3 findings of families E, R, T in 3 torrents")
        .contains("claims far too much")
        .contains("claimed 2500000000, possible 1250000000")
        .contains("torrent " + "03".repeat(20))
        .contains("announces 0-17, announces 0-18")
        .contains("equilibrium cases clear " + id)
        .contains("it was quarantined 1 times");

    tracker.run("cases", "approve", id, "--note", "seen it", "--by", "Desk");
    Await.until("it is refused", () -> level(client) == 4);
    assertThat(tracker.run("cases", "show", id)).contains("approved by Desk").contains(": seen it");

    tracker.run("cases", "dismiss", id);
    Await.until("it has no effect", () -> level(client) == 0);
    assertThat(columns(client)).contains("dismissed");

    tracker.run("cases", "clear", id);
    Await.until("it is no longer listed", () -> columns(client).length < 2);
    assertThat(tracker.run("cases", "list", "--all")).contains(id).contains("\tcleared\t");
    assertThat(tracker.printed("cases", "approve", id).err()).contains("nothing left to decide");
  }

  @Test
  void aCaseThatIsNotThereIsNamed() {
    var printed = tracker.printed("cases", "show", "C-ffffffffffffffffffff");

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains("no case is called \"C-ffffffffffffffffffff\"");
    assertThat(tracker.printed("cases", "show", "it").err()).contains("\"it\" names no case");
  }

  @Test
  void aWarningIsListedAndEnded() throws Exception {
    var recipient = ClientIds.ofKey("a recipient");
    var infoHash = new InfoHash(filled(20, 7));
    var now = TrackerClock.system(tracker.tracker().platform().scale()).nowMs();
    send(
        Topics.INTERVENTIONS,
        new InterventionKey(infoHash, recipient),
        Intervention.newBuilder()
            .setInfoHash(infoHash)
            .setRecipient(recipient)
            .setSubject(ClientIds.ofKey("a cheat"))
            .setKind(InterventionKind.WARN)
            .setText("Block 203.0.113.7")
            .setCaseId("C-0123456789abcdef0123")
            .setFromMs(now)
            .setUntilMs(now + 60_000)
            .build());
    var hash = "07".repeat(20);
    var id = hex(recipient);
    Await.until("it is listed", () -> tracker.run("interventions", "list").contains(id));
    assertThat(tracker.run("interventions", "list"))
        .contains(hash + "\t" + id + "\twarn\t")
        .contains("\tBlock 203.0.113.7\n");

    assertThat(tracker.run("interventions", "end", hash, id))
        .isEqualTo("ended %s %s\n".formatted(hash, id));

    assertThat(tracker.run("interventions", "list")).doesNotContain(id);
    assertThat(tracker.printed("interventions", "end", hash, id).err()).contains("is not warned");
  }

  private static int level(ClientId client) {
    return Integer.parseInt(columns(client)[2]);
  }

  private static String[] columns(ClientId client) {
    return tracker
        .run("cases", "list")
        .lines()
        .filter(line -> line.contains(hex(client)))
        .findFirst()
        .orElse("")
        .split("\t", -1);
  }

  private static void find(ClientId client, String rule, int swarm) throws Exception {
    long now = TrackerClock.system(tracker.tracker().platform().scale()).nowMs();
    send(
        Topics.ANOMALIES,
        client,
        Anomaly.newBuilder()
            .setCaseId(rule + "-" + swarm)
            .setRule(rule)
            .setRulesVersion(1)
            .setClientId(client)
            .setIdentity(Identity.KEY)
            .setInfoHash(new InfoHash(filled(20, swarm)))
            .setPeerIds(List.of(new PeerId(filled(20, swarm))))
            .setSinceMs(now - 60_000)
            .setDecidedAtMs(now)
            .setObserved(2.5e9)
            .setThreshold(1.25e9)
            .setWeight(4_000)
            .setConfidence(0.3)
            .setNumbers(Map.of("seconds", 60.0))
            .setEvents(List.of(new Position(0, 17L), new Position(0, 18L)))
            .setSourceVerified(true)
            .setShadow(false)
            .setSummary("It claims far too much.")
            .build());
  }

  private static <K, V> void send(Topic<K, V> topic, K key, V value) throws Exception {
    var kafka = tracker.tracker().platform().kafka();
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(),
                  topic.key().serializer().serialize(topic.name(), key),
                  topic.value().serializer().serialize(topic.name(), value)))
          .get();
    }
  }

  private static byte[] filled(int bytes, int with) {
    byte[] filled = new byte[bytes];
    Arrays.fill(filled, (byte) with);
    return filled;
  }

  private static String hex(ClientId client) {
    return HexFormat.of().formatHex(client.bytes());
  }
}
