package equilibrium.anomaly.stream;

import equilibrium.anomaly.order.Stamped;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.streams.Nodes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Internal topics from the partitions of swarms to those of clients. */
public final class ToClients {

  /**
   * A topic of records by client. The time of a partition goes to every partition.
   *
   * @param name without the application id
   */
  public static Repartitioned<ClientId, Stamped> topic(String name) {
    return Nodes.repartitioned(name, Topics.ANOMALIES.key(), StampedCodec.CODEC::serde)
        .withStreamPartitioner(new Partitioner());
  }

  private static final class Partitioner implements StreamPartitioner<ClientId, Stamped> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, ClientId client, Stamped stamped, int partitions) {
      return stamped.isPassed()
          ? Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()))
          : Optional.empty();
    }
  }

  private ToClients() {}
}
