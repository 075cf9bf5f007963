package equilibrium.streams.unreadable;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A dead letter of a global store, which no task sends.
 *
 * @param from where the unreadable record is
 * @param offset of the unreadable record
 */
public record GlobalLetter(
    TopicPartition from, long offset, ProducerRecord<byte[], byte[]> letter) {}
