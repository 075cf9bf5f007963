package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.projector.Rebuild;
import equilibrium.schemas.Topic;
import equilibrium.standalone.archive.ArchivedRecords;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** A log that loses its older half, as by age, and what an archive makes of the rest. */
final class ForgottenLog {
  private static final String MEMORY = "256MiB";

  private final Pipeline pipeline;
  private final Path archive;

  ForgottenLog(Pipeline pipeline, Path folder) {
    this.pipeline = pipeline;
    this.archive = folder.resolve("archive");
  }

  /** Exports topics whole, then deletes the older half of each partition. */
  void archiveAndForget(List<Topic<?, ?>> topics) throws Exception {
    var options =
        new ExportOptions(
            topics.stream().map(Topic::name).toList(),
            archive,
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(false, null),
            1 << 20,
            MEMORY,
            true);
    var _ = new Export(new Log(pipeline.platform().kafka()), options, System.err).run();
    try (var admin = Admin.create(pipeline.platform().kafka().with(Map.of()))) {
      for (var topic : topics) {
        admin.deleteRecords(olderHalf(admin, topic)).all().get();
      }
    }
  }

  private static Map<TopicPartition, RecordsToDelete> olderHalf(Admin admin, Topic<?, ?> topic)
      throws Exception {
    var partitions = new HashMap<TopicPartition, OffsetSpec>();
    for (var found : admin.describeTopics(List.of(topic.name())).allTopicNames().get().values()) {
      for (var partition : found.partitions()) {
        partitions.put(
            new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(partitions).all().get();
    var half = new HashMap<TopicPartition, RecordsToDelete>();
    ends.forEach(
        (partition, end) -> half.put(partition, RecordsToDelete.beforeOffset(end.offset() / 2)));
    return half;
  }

  FoldableArchive open() {
    return FoldableArchive.open(archive, MEMORY, archive.resolveSibling("archive-temporary"));
  }

  /** Deletes rows, which come back from files and log as they were. */
  void assertRebuilt(Topic<?, ?> topic, String table, String order) throws Exception {
    var before = rows(table, order);
    try (var db = pipeline.connect();
        var delete = db.createStatement()) {
      delete.execute("DELETE FROM " + table);
    }
    var lines = new ArrayList<String>();
    var rebuild = new Rebuild(pipeline.platform(), false);
    try (var files = open()) {
      var archived = files.files(topic.name()).map(ArchivedRecords::new);
      rebuild.anew(topic.name(), archived.orElse(null), lines::add);
    }
    assertThat(lines).last().asString().contains("rebuilt of");
    assertThat(rows(table, order)).as(table).isEqualTo(before);
  }

  private List<String> rows(String table, String order) throws SQLException {
    var rows = new ArrayList<String>();
    try (var db = pipeline.connect();
        var select = db.createStatement();
        var all =
            select.executeQuery(
                "SELECT to_jsonb(t)::text FROM %s t ORDER BY %s".formatted(table, order))) {
      while (all.next()) {
        rows.add(all.getString(1));
      }
    }
    return rows;
  }
}
