package equilibrium.bench.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.whatif.Question;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.analyst.whatif.Rules;
import equilibrium.analyst.whatif.WhatIf;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.bench.detect.DetectBench.Beginning;
import equilibrium.bench.detect.Pipeline.Detection;
import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.bench.trace.TraceReader;
import equilibrium.bench.trace.TraceTorrent;
import equilibrium.bench.world.World;
import equilibrium.bench.world.WorldOptions;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.offline.Driver.Raw;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The detection of {@code bench detect} and that of {@code whatif} over the same announces. */
@ExtendWith(Servers.class)
class WhatIfAgreesIT {
  /** Of the daily attribution, whose days are over at other times there. */
  private static final Set<String> DAILY = Set.of("A2", "A3", "A5", "X1", "Y2");

  private static final long TICK_MS = 30_000;
  private static final long GRACE_MS = 26 * 3_600_000L;
  private static final AnomalyConfig CONFIG =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));

  @TempDir Path folder;
  private final Set<String> found = new TreeSet<>();
  private final Map<String, Raw> standings = new HashMap<>();
  private KafkaSettings kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private long nextTickMs;

  @BeforeEach
  void connect(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(1);
    createTopics();
    producer =
        new KafkaProducer<>(
            kafka.with(Map.of("linger.ms", "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void unchangedRulesFindWhomTheBenchFinds() throws Exception {
    var options =
        WorldOptions.standard(3).withSize(300, 20, 3).withCheaters(0.3, WorldOptions.SIX_KINDS);
    detect(World.write(options, folder, false).trace());
    standings.values().forEach(standing -> send(Topics.CLIENT_STANDINGS, standing));
    producer.flush();

    var results = ask();

    assertThat(pairs(results, "found <> 'both'")).isEmpty();
    assertThat(pairs(results, "found = 'both'")).isEqualTo(found).hasSizeGreaterThan(10);
  }

  /** Timestamps are those of the records, because a fold takes announces for late by them. */
  private void createTopics() throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin
          .createTopics(
              Topics.all().stream()
                  .map(topic ->
                      new NewTopic(topic.name(), 1, (short) 1)
                          .configs(
                              Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1")))
                  .toList())
          .all()
          .get();
    }
  }

  /** Passes a trace to the bench's detection and to Kafka. */
  private void detect(Path trace) {
    var start = Beginning.of(trace);
    nextTickMs = start.firstMs();
    var detection =
        new Detection(
            CONFIG, (episodes, untilMs) -> AnomalyDetection.attribution(CONFIG, episodes, untilMs));
    var swarms = new Swarms();
    var handOuts = new HandOuts(swarms);
    var events = new Events(swarms, start.firstMs(), start.hasTrackerIds());
    long lastMs = start.firstMs();
    try (var pipeline =
            new Pipeline(detection, folder.resolve("bench"), start.firstMs(), this::written);
        var lines = new TraceReader(trace)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        switch (line) {
          case TraceTorrent torrent -> {
            pipeline.register(torrent, start.firstMs());
            register(torrent, start.firstMs());
          }
          case TraceAnnounce announce -> {
            lastMs = announce.atMs();
            pipeline.advance(lastMs);
            tick(lastMs);
            var announced = events.of(announce);
            pipeline.announce(announced);
            var handOut = handOuts.of(announced);
            if (handOut != null) {
              pipeline.handOut(handOut);
            }
            send(
                Topics.ANNOUNCES,
                new Raw(
                    announced.getInfoHash().bytes(),
                    Topics.ANNOUNCES.value().serializer().serialize("announces", announced),
                    lastMs));
          }
        }
      }
      pipeline.advance(lastMs + GRACE_MS);
      tick(lastMs + GRACE_MS);
    }
  }

  private void register(TraceTorrent torrent, long atMs) {
    var registration =
        Registration.newBuilder()
            .setInfoHash(torrent.infoHash())
            .setAllowed(true)
            .setPrivateTorrent(torrent.isPrivate())
            .setSizeBytes(torrent.sizeBytes())
            .setAtMs(atMs)
            .setBy("trace")
            .build();
    send(
        Topics.REGISTRATIONS,
        new Raw(
            torrent.infoHash().bytes(),
            Topics.REGISTRATIONS.value().serializer().serialize("registrations", registration),
            atMs));
  }

  private void tick(long nowMs) {
    for (; nextTickMs <= nowMs; nextTickMs += TICK_MS) {
      var tick = new Tick(Events.NODE, nextTickMs);
      send(
          Topics.ANNOUNCES,
          new Raw(
              null,
              Topics.ANNOUNCES.value().serializer().serialize("announces", tick),
              nextTickMs));
    }
  }

  private void send(Topic<?, ?> topic, Raw record) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic.name(), 0, record.atMs(), record.key(), record.value()));
  }

  private void written(Topic<?, ?> topic, Raw record) {
    if (topic.equals(Topics.CLIENT_STANDINGS)) {
      standings.put(Ids.hex(Objects.requireNonNull(record.key())), record);
    }
    if (topic.equals(Topics.ANOMALIES)) {
      var finding = Topics.ANOMALIES.value().deserializer().deserialize("", record.value());
      if (finding.getWeight() >= 0 && !DAILY.contains(finding.getRule())) {
        found.add(finding.getRule() + " " + Ids.hex(finding.getClientId().bytes()));
      }
    }
  }

  /** Returns the folder of the results. */
  private Path ask() {
    var results = folder.resolve("results");
    var rules = new Rules(ScoringRules.V3, CONFIG);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    var options =
        new WhatIf.Options(
            TimeScale.REAL,
            folder.resolve("temporary"),
            true,
            0,
            Depth.ANNOUNCES,
            new WhatIf.Files(results, new Privacy(false, null), "256MiB"));
    new WhatIf(
            new Records(new Log(kafka), null),
            new Question(rules, rules),
            options,
            nowhere,
            System.err)
        .run();
    return results;
  }

  /** Rules with the clients that they found. */
  private static Set<String> pairs(Path results, String where) throws SQLException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var select = duckdb.createStatement();
        var row =
            select.executeQuery(
                "SELECT rule, client_id FROM '%s/whatif_findings.parquet' WHERE %s"
                    .formatted(results.toAbsolutePath(), where))) {
      var pairs = new TreeSet<String>();
      while (row.next()) {
        if (!DAILY.contains(row.getString(1))) {
          pairs.add(row.getString(1) + " " + row.getString(2));
        }
      }
      return pairs;
    }
  }
}
