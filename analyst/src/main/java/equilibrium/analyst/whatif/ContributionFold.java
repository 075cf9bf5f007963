package equilibrium.analyst.whatif;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.analyst.log.Range;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.ClientSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;

/** Folds contributions and episodes by both rules. */
final class ContributionFold {
  private final Log log;
  private final Question question;
  private final WhatIf.Output output;

  ContributionFold(Log log, Question question, WhatIf.Output output) {
    this.log = log;
    this.question = question;
    this.output = output;
  }

  /** The sums of these clients. */
  FoldedSums of(Set<ClientId> clients) {
    var written = question.inForce().scoring();
    var before = new ClientSums(written, written, clients);
    var after = new ClientSums(written, question.other().scoring(), clients);
    var contributions = log.ranges(Topics.CONTRIBUTIONS, Range.ALL);
    var episodes = log.ranges(Topics.SWARM_EPISODES, Range.ALL);
    long all = size(contributions) + size(episodes);
    output.say(String.format(Locale.ROOT, "%,d contributions and episodes to fold", all));
    try (var progress = output.progress(all)) {
      fold(
          Topics.CONTRIBUTIONS,
          contributions,
          progress,
          value -> {
            if (value instanceof Contribution contribution) { // else a copied tick
              before.add(contribution);
              after.add(contribution);
            }
          });
      fold(
          Topics.SWARM_EPISODES,
          episodes,
          progress,
          value -> {
            if (value instanceof SwarmEpisode episode) {
              before.add(episode);
              after.add(episode);
            }
          });
    }
    var read = new ArrayList<>(contributions);
    read.addAll(episodes);
    return new FoldedSums(before, after, FoldedSums.forgotten(read));
  }

  private static long size(List<PartitionRange> ranges) {
    return ranges.stream().mapToLong(PartitionRange::size).sum();
  }

  /** Passes over what does not decode, as readers of these topics do. */
  private void fold(
      Topic<?, ?> topic, List<PartitionRange> ranges, Progress progress, Consumer<Object> values) {
    var deserializer = topic.value().deserializer();
    try (var reader = log.merged(ranges)) {
      for (var record = reader.next(); record != null; record = reader.next()) {
        progress.add(1);
        Object value;
        try {
          value = deserializer.deserialize(topic.name(), record.value());
        } catch (SerializationException | AvroRuntimeException _) {
          continue;
        }
        if (value != null) {
          values.accept(value);
        }
      }
    }
  }
}
