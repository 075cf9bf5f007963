package equilibrium.platform.member;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Node;
import equilibrium.platform.TimeScale;
import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Vitals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class VitalsReportTest {
  private static final Node NODE = new Node(17, 5);

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void anIngressSaysHowManyItAnsweredOverWhichTransport() {
    request("http", "accepted", 5);
    request("http", "early", 2);
    request("http", "malformed", 100);
    request("udp", "not-admitted", 3);
    request("udp", "stopped", 4);
    request("udp", "limited", 6);
    request("https", "refused", 7);
    request("udp", "refused", 1);
    metrics.counter("equilibrium_events_total", "outcome", "recorded").increment(9);
    metrics.counter("equilibrium_events_total", "outcome", "unrecorded").increment(2);
    gauge("equilibrium_events_queued", 10);
    gauge("equilibrium_events_in_flight", 20);
    gauge("equilibrium_spool_waiting_events", 3);
    gauge("equilibrium_swarms", 12);
    gauge("equilibrium_disk_free_bytes", 1L << 40);
    gauge("equilibrium_clients", Double.NaN);

    var said = vitals("ingress", new ProgramFigures(8L, 1L, 2L, new ReplyTimes(50, 99, 999)));

    assertThat(said.getNode()).isEqualTo(17);
    assertThat(said.getBoot()).isEqualTo(5);
    assertThat(said.getAnnouncesHttp()).isEqualTo(7);
    assertThat(said.getAnnouncesHttps()).isNull();
    assertThat(said.getAnnouncesUdp()).isEqualTo(7);
    assertThat(said.getRefused()).isEqualTo(8);
    assertThat(said.getLimited()).isEqualTo(6);
    assertThat(said.getAnswered()).isEqualTo(11);
    assertThat(said.getNotRecorded()).isEqualTo(2);
    assertThat(said.getQueued()).isEqualTo(30);
    assertThat(said.getSpooled()).isEqualTo(3);
    assertThat(said.getSwarms()).isEqualTo(12);
    assertThat(said.getClients()).isNull();
    assertThat(said.getDiskFreeBytes()).isEqualTo(1L << 40);
    assertThat(said.getViewLag()).isEqualTo(8);
    assertThat(said.getSeeders()).isEqualTo(1);
    assertThat(said.getLeechers()).isEqualTo(2);
    assertThat(said.getReplyP50Us()).isEqualTo(50);
    assertThat(said.getReplyP99Us()).isEqualTo(99);
    assertThat(said.getReplyP999Us()).isEqualTo(999);
    assertThat(said.getStageLag()).isNull();
    assertThat(said.getHeapBytes()).isPositive().isLessThanOrEqualTo(said.getHeapMaxBytes());
    assertThat(said.getCpuMs()).isPositive();
    assertThat(said.getGcMs()).isNotNegative();
  }

  @Test
  void aProgramSaysNothingOfOthersInItsProcess() {
    request("http", "accepted", 5);
    gauge("equilibrium_swarms", 12);
    lag("scoring", "announces", 100);
    lag("scoring", "registrations", 1);
    lag("anomaly", "announces", 1_000);
    Gauge.builder("equilibrium_projector_lag_records", () -> 10_000)
        .tag("topic", "announces")
        .register(metrics);

    assertThat(vitals("scoring", ProgramFigures.NONE))
        .returns(101L, Vitals::getStageLag)
        .returns(null, Vitals::getSwarms)
        .returns(null, Vitals::getAnnouncesHttp)
        .returns(null, Vitals::getAnswered);
    assertThat(vitals("projector", ProgramFigures.NONE)).returns(10_000L, Vitals::getStageLag);
    assertThat(vitals("console", ProgramFigures.NONE)).returns(null, Vitals::getStageLag);
    assertThat(vitals("ingress", ProgramFigures.NONE))
        .returns(null, Vitals::getStageLag)
        .returns(null, Vitals::getReplyP99Us)
        .returns(5L, Vitals::getAnnouncesHttp);
  }

  @Test
  void figuresAreSentWhenTheyAreDue() {
    var producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    var report = report("scoring", ProgramFigures.NONE);

    assertThat(report.untilDue()).isZero();
    report.sendIfDue(producer);
    assertThat(producer.history()).singleElement().returns("vitals", ProducerRecord::topic);
    report.send(producer);
    assertThat(producer.history()).hasSize(2);
    assertThat(report.untilDue()).isLessThanOrEqualTo(VitalsReport.EVERY);
  }

  private void request(String transport, String outcome, int count) {
    metrics
        .counter("equilibrium_requests_total", "transport", transport, "outcome", outcome)
        .increment(count);
  }

  private void gauge(String name, double value) {
    Gauge.builder(name, () -> value).register(metrics);
  }

  private void lag(String program, String topic, double records) {
    Gauge.builder("equilibrium_streams_lag_records", () -> records)
        .tag("program", program)
        .tag("topic", topic)
        .register(metrics);
  }

  private VitalsReport report(String program, ProgramFigures figures) {
    var record = new MemberRecord(NODE, program, List.of());
    return new VitalsReport(metrics, TimeScale.REAL, record, () -> figures);
  }

  private Vitals vitals(String program, ProgramFigures figures) {
    var sent = report(program, figures).now();
    var said = Topics.VITALS.value().deserializer().deserialize("vitals", sent.value());
    return Objects.requireNonNull(said);
  }
}
