package equilibrium.platform.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UnreadTest {

  @Test
  void whatAMemberIsAssignedIsNotRead() {
    var partition = new TopicPartition("members", 0);
    try (var consumer = new MockConsumer<byte[], byte[]>("latest")) {
      consumer.updateEndOffsets(Map.of(partition, 5L));
      consumer.subscribe(List.of("members"), new Unread(consumer));

      consumer.rebalance(List.of(partition));
      consumer.poll(Duration.ZERO);

      assertThat(consumer.assignment()).containsExactly(partition);
      assertThat(consumer.paused()).containsExactly(partition);
    }
  }
}
