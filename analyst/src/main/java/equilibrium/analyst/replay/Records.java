package equilibrium.analyst.replay;

import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.FoldableTopic;
import equilibrium.analyst.log.Log;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What folds read of a tracker: its log, and before it the files of an archive. A {@link Fault} if
 * there is an archive that has no file of a topic.
 *
 * @param archive null: only the log
 */
public record Records(Log log, @Nullable FoldableArchive archive) {

  public TopicRecords announces() {
    return of(Topics.ANNOUNCES, FoldableArchive::announces);
  }

  public TopicRecords contributions() {
    return of(Topics.CONTRIBUTIONS, FoldableArchive::contributions);
  }

  public TopicRecords episodes() {
    return of(Topics.SWARM_EPISODES, FoldableArchive::episodes);
  }

  private TopicRecords of(Topic<?, ?> topic, Function<FoldableArchive, FoldableTopic> files) {
    return new TopicRecords(log, topic, archive == null ? null : files.apply(archive));
  }
}
