package equilibrium.streams;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/**
 * The topics of a topology.
 *
 * @param read of the tracker, in alphabetical order
 * @param written of the tracker, in alphabetical order
 * @param internal between its parts, without the application id before their names
 * @param changelogs of the stores of processors, likewise; global stores have none
 */
record TopologyTopics(
    Set<String> read, Set<String> written, Set<String> internal, Set<String> changelogs) {
  private static final String REPARTITION = "-repartition";
  private static final String CHANGELOG = "-changelog";

  static TopologyTopics of(Topology topology) {
    var description = topology.describe();
    var read = new TreeSet<>(sources(description));
    var written = new TreeSet<>(sinks(description));
    var internal = new TreeSet<String>();
    read.stream().filter(TopologyTopics::isInternal).forEach(internal::add);
    read.removeAll(internal);
    written.removeIf(TopologyTopics::isInternal);
    return new TopologyTopics(read, written, internal, changelogs(description));
  }

  /** Each store has one: none of the programs turns it off. */
  private static Set<String> changelogs(TopologyDescription description) {
    var changelogs = new TreeSet<String>();
    nodes(description)
        .filter(Processor.class::isInstance)
        .flatMap(processor -> ((Processor) processor).stores().stream())
        .forEach(store -> changelogs.add(store + CHANGELOG));
    return changelogs;
  }

  private static boolean isInternal(String topic) {
    return topic.endsWith(REPARTITION);
  }

  private static List<String> sources(TopologyDescription description) {
    var global = description.globalStores().stream().map(store -> store.source());
    return Stream.concat(nodes(description).filter(Source.class::isInstance), global)
        .map(Source.class::cast)
        .flatMap(source -> source.topicSet().stream())
        .toList();
  }

  private static List<String> sinks(TopologyDescription description) {
    return nodes(description)
        .filter(Sink.class::isInstance)
        .map(sink -> ((Sink) sink).topic())
        .toList();
  }

  private static Stream<Node> nodes(TopologyDescription description) {
    return description.subtopologies().stream().flatMap(part -> part.nodes().stream());
  }
}
