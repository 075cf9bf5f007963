package equilibrium.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.projector.Migrations;
import equilibrium.projector.Rebuild;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Member;
import equilibrium.standalone.doctor.Finding.Grade;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On real servers: nothing is wrong, then one thing is. */
@ExtendWith(Servers.class)
@Timeout(120)
class DoctorIT {
  @TempDir Path data;

  private KafkaSettings kafka;
  private PostgresSettings postgres;

  @BeforeEach
  void start(KafkaServer kafka, PostgresServer postgres) throws SQLException {
    kafka.empty();
    this.kafka = kafka.settings(2);
    this.postgres = postgres.fresh();
    try (var topics = new TopicAdmin(this.kafka)) {
      topics.create();
    }
    Migrations.apply(this.postgres);
  }

  @Test
  void aTrackerWithoutFaultsHasNone() throws Exception {
    member(System.currentTimeMillis());

    var findings = findings(true);

    assertThat(faults(findings)).isEmpty();
    assertThat(findings)
        .extracting(Finding::line)
        .anySatisfy(line -> assertThat(line).isEqualTo("ok       guarantee in force: the promise"))
        .anySatisfy(line -> assertThat(line).startsWith("ok       the tables of announces equal"))
        .anySatisfy(line -> assertThat(line).contains("the clock of ingress on node 5"));
  }

  @Test
  void aNodeWhoseClockIsOffIsAWarning() throws Exception {
    member(System.currentTimeMillis() - 86_400_000);

    assertThat(findings(false))
        .filteredOn(finding -> finding.what().contains("ingress on node 5"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.grade()).isEqualTo(Grade.WARNING));
  }

  @Test
  void aTopicOfOtherSettingsIsAFault() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, "announces");
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var set =
          new AlterConfigOp(new ConfigEntry("message.timestamp.type", "CreateTime"), OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
      Await.until(
          "the broker knows",
          () -> {
            var known = admin.describeConfigs(List.of(topic)).all().get();
            return known.toString().contains("name=message.timestamp.type, value=CreateTime");
          });
    }

    assertThat(faults(findings(false)))
        .singleElement()
        .extracting(Finding::what)
        .asString()
        .contains("topic announces has message.timestamp.type=CreateTime");
  }

  @Test
  void tablesOfAnOlderVersionAreAFault() throws Exception {
    execute(
        "DELETE FROM flyway_schema_history WHERE installed_rank ="
            + " (SELECT max(installed_rank) FROM flyway_schema_history)");

    assertThat(faults(findings(false)))
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .contains("lack version ")
        .endsWith("run \"equilibrium migrate\"");
  }

  @Test
  void aRoleThatMayDoAnythingIsAFault() throws Exception {
    execute("ALTER ROLE analyst SUPERUSER");
    try {
      assertThat(faults(findings(false)))
          .singleElement()
          .extracting(Finding::what)
          .isEqualTo("role analyst is a superuser: it may do anything");
    } finally {
      execute("ALTER ROLE analyst NOSUPERUSER");
    }
  }

  @Test
  void rowsThatAreNotInTheLogAreAFault() throws Exception {
    execute(
        "INSERT INTO suspicions VALUES ('\\x00', now(), 1, 1, false, '{}', 1, '{}', 1, false, 0, 0)");

    assertThat(faults(findings(true)))
        .singleElement()
        .extracting(Finding::line)
        .isEqualTo(
            "fault    1 rows of suspicions differ from the fold of the log: run \"equilibrium rebuild --topic=suspicions\"");
  }

  @Test
  void serversThatDoNotAnswerAreFaults() throws Exception {
    kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 2, 1);
    postgres = new PostgresSettings("jdbc:postgresql://127.0.0.1:1/nobody", Map.of());

    assertThat(faults(findings(true)))
        .extracting(Finding::what)
        .satisfiesExactly(
            what -> assertThat(what).startsWith("Kafka does not answer"),
            what -> assertThat(what).startsWith("PostgreSQL does not answer"));
  }

  private List<Finding> findings(boolean digests) throws InterruptedException {
    var config =
        new PlatformConfig(
            data, 16, TimeScale.REAL, new InetSocketAddress(0), false, false, kafka, postgres);
    var platform =
        new Platform(
            new Node(0, 0),
            TimeScale.REAL,
            kafka,
            postgres,
            new Health(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    return new Doctor(config, new Rebuild(platform, true), "the promise").findings(digests);
  }

  /** Without those of this machine. */
  private static List<Finding> faults(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.grade() == Grade.FAULT)
        .filter(finding -> !finding.what().contains("the limit of open files"))
        .filter(finding -> !finding.what().contains("the disk of"))
        .toList();
  }

  private void member(long seenAtMs) throws Exception {
    var topic = Topics.MEMBERS;
    var member =
        new Member(
            5L, 1L, "ingress", "0.1.0", List.of(), seenAtMs, List.of(), "", false, List.of(), "");
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(),
                  topic.key().serializer().serialize("", 5L),
                  topic.value().serializer().serialize("", member)))
          .get();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
