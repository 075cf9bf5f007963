package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionNamesTest {
  private static final String NUMBER = "app/kafka-streams-process-metadata";

  @TempDir Path state;

  /** A processor that has a store, which is what makes Kafka Streams keep files. */
  private static final class Nothing implements Processor<Bytes, Bytes, Void, Void> {
    @Override
    public void process(Record<Bytes, Bytes> record) {}
  }

  @Test
  void kafkaStreamsDrawsAnotherNumberAndKeepsItUntilThen() throws Exception {
    var first = number();
    assertThat(number()).isEqualTo(first);
    var names = String.valueOf(TransactionNames.now(state, "app"));
    assertThat(names).matches("app-[0-9a-f-]{36}-");
    assertThat(first).contains(names.substring("app-".length(), names.length() - 1));

    TransactionNames.forget(state);

    assertThat(TransactionNames.now(state, "app")).isNull();
    assertThat(number()).isNotEqualTo(first);
  }

  @Test
  void aProgramThatNeverRanHasNothingToForget() {
    assertThatCode(() -> TransactionNames.forget(state.resolve("none"))).doesNotThrowAnyException();
  }

  /** What Kafka Streams has in its file when it has been made. */
  private String number() throws Exception {
    var topology = new Topology();
    topology.addSource("in", Serdes.Bytes().deserializer(), Serdes.Bytes().deserializer(), "in");
    topology.addProcessor("none", Nothing::new, "in");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore("store"), Serdes.Bytes(), Serdes.Bytes()),
        "none");
    var settings = new Properties();
    settings.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG, "app",
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9",
            StreamsConfig.STATE_DIR_CONFIG, state.toString()));
    try (var streams = new KafkaStreams(topology, settings)) {
      assertThat(streams.state()).isEqualTo(KafkaStreams.State.CREATED);
      return Files.readString(state.resolve(NUMBER));
    }
  }
}
