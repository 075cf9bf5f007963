package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.replay.Replay;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same log gives the same rows, however often it is folded and whatever is in it twice, and
 * {@code replay --check} finds them equal. The system property {@code refold.seconds} spreads the
 * announces over as many seconds, {@code refold.scale} times as long: 150 and 600 for a day. Only a
 * day is long enough for episodes.
 */
@ExtendWith(Servers.class)
class RefoldIT {
  private static final int ANNOUNCES = 600;
  private static final int SCALE = Integer.getInteger("refold.scale", 100);

  /** Announces of this age are copied: half of the time for which their sessions are remembered. */
  private static final Duration COPIED = Duration.ofHours(3).dividedBy(SCALE);

  private static final Duration PAUSE =
      Duration.ofSeconds(Integer.getInteger("refold.seconds", 0)).dividedBy(ANNOUNCES);
  private static final List<String> TOTALS =
      List.of("contributions", "swarm_balances", "client_sums");
  private static final List<Topic<?, ?>> DERIVED =
      List.of(
          Topics.CONTRIBUTIONS,
          Topics.SWARM_EPISODES,
          Topics.SWARM_BALANCES,
          Topics.CLIENT_STANDINGS,
          Topics.TIER_CUTS,
          Topics.ANOMALIES,
          Topics.ATTRIBUTION_RUNS);

  @TempDir Path folder;

  @Test
  void duplicatesChangeNoTotalAndFoldingAnewGivesTheSameRows(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of("clock.scale", "" + SCALE))) {
      pipeline.startProjector();
      pipeline.startScoring("scoring-first");
      pipeline.startAnomaly("anomaly-first");
      announceAtRandom(pipeline);
      pipeline.stop("ingress");
      var once = pipeline.settled("scoring-first");

      var log = readLog(pipeline);
      append(pipeline, log); // all again, the oldest `started` among them, now late
      var twice = pipeline.settled("scoring-first");

      assertThat(log).hasSizeGreaterThanOrEqualTo(ANNOUNCES);
      for (var table : TOTALS) {
        assertThat(once.get(table)).as(table).doesNotStartWith("0:");
        assertThat(twice.get(table)).as(table).isEqualTo(once.get(table));
      }
      assertReplayEqualsWhatWasWritten(pipeline, null);

      List.of("scoring", "anomaly", "projector").forEach(pipeline::stop);
      deleteDerived(pipeline);
      pipeline.takeEmptyDatabase();
      pipeline.startProjector();
      pipeline.startScoring("scoring-second");
      pipeline.startAnomaly("anomaly-second");

      var anew = pipeline.settled("scoring-second");
      for (var table : TOTALS) {
        assertThat(anew.get(table)).as(table).isEqualTo(twice.get(table));
      }
      assertFilesStandForWhatTheLogForgets(pipeline);
    }
  }

  private void assertFilesStandForWhatTheLogForgets(Pipeline pipeline) throws Exception {
    var forgotten = new ForgottenLog(pipeline, folder);
    forgotten.archiveAndForget(List.of(Topics.ANNOUNCES));
    try (var files = forgotten.open()) {
      assertReplayEqualsWhatWasWritten(pipeline, files);
    }
    forgotten.archiveAndForget(List.of(Topics.CONTRIBUTIONS, Topics.SWARM_EPISODES));
    forgotten.assertRebuilt(Topics.CONTRIBUTIONS, "contributions", "info_hash, client_id");
    forgotten.assertRebuilt(Topics.SWARM_EPISODES, "swarm_episodes", "1");
  }

  /**
   * Sessions that start, move bytes, finish, fall back and stop, in a fixed random order. Scoring
   * is away during a third of them.
   */
  private static void announceAtRandom(Pipeline pipeline) throws Exception {
    var url = pipeline.startIngress().announceUrls().getFirst();
    var random = new SplittableRandom(11);
    long[] uploaded = new long[60];
    for (int i = 0; i < ANNOUNCES; i++) {
      if (i == ANNOUNCES / 3) {
        pipeline.stop("scoring");
      } else if (i == 2 * ANNOUNCES / 3) {
        pipeline.startScoring("scoring-first");
      }
      Thread.sleep(PAUSE);
      int session = random.nextInt(uploaded.length);
      uploaded[session] += random.nextLong(1L << 30);
      var event = List.of("", "", "", "started", "completed", "stopped").get(random.nextInt(6));
      long left = session % 3 == 0 ? 0 : random.nextLong(1L << 33);
      long downloaded = session % 3 == 0 ? 0 : (1L << 33) - left;
      new TestPeer(url, null, "peer" + session, 2000 + session)
          .announce(
              "swarmXswarmXswarmX%02d".formatted(session % 12),
              "uploaded=%d&downloaded=%d&left=%d&event=%s"
                  .formatted(uploaded[session], downloaded, left, event));
    }
  }

  private void assertReplayEqualsWhatWasWritten(
      Pipeline pipeline, @Nullable FoldableArchive archive) {
    var options =
        new Replay.Options(
            new TimeScale(SCALE),
            ScoringRules.V3,
            AnomalyConfig.from(new Settings(null, Map.of(), Map.of())),
            folder.resolve("replay"),
            true);
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, UTF_8);

    var replay =
        new Replay(new Records(new Log(pipeline.platform().kafka()), archive), options, out, out);

    assertThat(replay.check()).as(printed.toString(UTF_8)).isTrue();
    System.out.println(printed.toString(UTF_8));
  }

  private static List<ConsumerRecord<byte[], byte[]>> readLog(Pipeline pipeline) {
    var bytes = ByteArrayDeserializer.class;
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(
            pipeline
                .platform()
                .kafka()
                .with(Map.of("key.deserializer", bytes, "value.deserializer", bytes)))) {
      var partitions =
          consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var log = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(log::add);
      }
      return log;
    }
  }

  private static void append(Pipeline pipeline, List<ConsumerRecord<byte[], byte[]>> log) {
    long sinceMs = System.currentTimeMillis() - COPIED.toMillis();
    try (var producer =
        new KafkaProducer<>(
            pipeline.platform().kafka().with(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var record : log) {
        if (record.timestamp() >= sinceMs) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      record.topic(), record.partition(), record.key(), record.value()));
        }
      }
    }
  }

  private static void deleteDerived(Pipeline pipeline) throws Exception {
    try (var admin = Admin.create(pipeline.platform().kafka().with(Map.of()))) {
      admin.deleteTopics(DERIVED.stream().map(Topic::name).toList()).all().get();
      Await.until(
          "the derived topics are gone",
          () ->
              admin.listTopics().names().get().stream()
                  .noneMatch(name -> DERIVED.stream().anyMatch(t -> t.name().equals(name))));
    }
    pipeline.createTopics();
  }
}
