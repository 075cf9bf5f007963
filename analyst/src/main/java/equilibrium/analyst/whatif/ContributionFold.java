package equilibrium.analyst.whatif;

import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.MergedReader;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.replay.TopicRecords;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.ClientSums;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Folds contributions and episodes by both rules, in the order of their times of append. */
final class ContributionFold {
  private final Records records;
  private final Question question;
  private final WhatIf.Output output;

  ContributionFold(Records records, Question question, WhatIf.Output output) {
    this.records = records;
    this.question = question;
    this.output = output;
  }

  /** The sums of these clients. */
  FoldedSums of(Set<ClientId> clients) {
    var written = question.inForce().scoring();
    var before = new ClientSums(written, written, clients);
    var after = new ClientSums(written, question.other().scoring(), clients);
    var contributions = records.contributions();
    var episodes = records.episodes();
    var first = contributions.ranges();
    var second = episodes.ranges();
    var all = Stream.of(first, second).flatMap(List::stream).toList();
    long size = all.stream().mapToLong(PartitionRange::size).sum();
    output.say(String.format(Locale.ROOT, "%,d contributions and episodes to fold", size));
    try (var one = new Source(Topics.CONTRIBUTIONS, contributions, first);
        var other = new Source(Topics.SWARM_EPISODES, episodes, second);
        var progress = output.progress(size)) {
      for (var next = earlier(one, other); next.hasMore(); next = earlier(one, other)) {
        switch (next.take()) {
          case Contribution contribution -> {
            before.add(contribution);
            after.add(contribution);
          }
          case SwarmEpisode episode -> {
            before.add(episode);
            after.add(episode);
          }
          case null, default -> {
            // a copied tick, or damaged
          }
        }
        progress.add(1);
      }
    }
    return new FoldedSums(before, after, FoldedSums.forgotten(all));
  }

  private static Source earlier(Source one, Source other) {
    return one.appendedAtMs() <= other.appendedAtMs() ? one : other;
  }

  /** One of the topics. */
  private static final class Source implements AutoCloseable {
    private final String topic;
    private final Deserializer<?> values;
    private final MergedReader reader;
    private @Nullable LogRecord next;

    Source(Topic<?, ?> topic, TopicRecords records, List<PartitionRange> ranges) {
      this.topic = topic.name();
      this.values = topic.value().deserializer();
      this.reader = records.merged(ranges);
      this.next = reader.next();
    }

    boolean hasMore() {
      return next != null;
    }

    /** Of the next record; the end of time if there is none. */
    long appendedAtMs() {
      return next == null ? Long.MAX_VALUE : next.appendedAtMs();
    }

    /** The next value; null: it does not decode, and is passed over as by readers of the topic. */
    @Nullable Object take() {
      byte[] bytes = next == null ? null : next.value();
      next = reader.next();
      try {
        return bytes == null ? null : values.deserialize(topic, bytes);
      } catch (SerializationException | AvroRuntimeException _) {
        return null;
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
