package equilibrium.projector.loop;

import org.apache.kafka.common.TopicPartition;

/** Another projector has moved a partition's offset: this one must not write it any more. */
public final class Fenced extends RuntimeException {
  Fenced(TopicPartition partition, long expected) {
    super(
        "another projector writes %s: PostgreSQL is no longer at offset %d, where this one left it"
            .formatted(partition, expected));
  }
}
