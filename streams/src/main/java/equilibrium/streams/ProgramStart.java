package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.member.MemberRecord;
import equilibrium.schemas.Topics;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;

/**
 * The start of a program: its topics exist, its state can be read, and its positions are in the
 * log. Torn state is thrown away, and positions beyond the log's end are moved before it. No other
 * process folds by other rules.
 */
record ProgramStart(Fold fold, StreamsSettings settings, Platform platform) {

  /** What a started program is made of besides this. */
  record Found(TopologyTopics topics, LocalState state, StartPositions.Findings positions) {}

  String name() {
    return fold.name();
  }

  /** As others see this process. */
  MemberRecord member() {
    return new MemberRecord(platform.node(), name(), List.of(), fold.rules());
  }

  StreamsProgram run() {
    var name = name();
    var topics = TopologyTopics.of(fold.topology());
    var state = new LocalState(name, settings);
    try {
      demand(topics);
      SameRules.demand(platform, member());
      state.recover();
      if (fold.stores().areInMemory()) {
        state.deleteStores();
      }
      var positions = StartPositions.check(name, settings, platform.kafka(), topics);
      return begun(new Found(topics, state, positions));
    } catch (KafkaException e) { // settings, state folder, Kafka
      throw new Fault("%s cannot start: %s".formatted(name, e.getMessage()), e);
    }
  }

  private StreamsProgram begun(Found found) {
    try {
      return StreamsProgram.begin(this, found);
    } catch (KafkaException e) {
      if (!LocalState.isTorn(e)) {
        throw e;
      }
      found.state().throwAway(Failures.sentence(e));
      return StreamsProgram.begin(this, found);
    }
  }

  private void demand(TopologyTopics topics) {
    var needed = new TreeSet<String>(List.of(Topics.DEAD_LETTERS.name()));
    needed.add(Topics.MEMBERS.name());
    needed.addAll(topics.read());
    needed.addAll(topics.written());
    try (var admin = new TopicAdmin(platform.kafka())) {
      var missing = admin.missing(needed);
      if (!missing.isEmpty()) {
        throw new Fault(
            "%s cannot start: topics are missing (%s); create them with: equilibrium topics create"
                .formatted(name(), String.join(", ", missing)));
      }
    }
  }
}
