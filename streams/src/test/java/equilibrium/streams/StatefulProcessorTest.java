package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class StatefulProcessorTest {

  /** Numbers the records of each key; even numbers are forwarded as they are, odd ones as text. */
  private record Counting(
      ProcessorContext<String, Object> context, KeyValueStore<String, Long> numbers)
      implements StatefulProcessor.Work<String, String> {

    static ProcessorSupplier<String, String, String, Object> supplier() {
      var store =
          Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("numbers"), Serdes.String(), Serdes.Long());
      return StatefulProcessor.of(
          List.of(store), context -> new Counting(context, context.getStateStore("numbers")));
    }

    @Override
    public void process(Record<String, String> record) {
      Long before = numbers.get(record.key());
      long number = before == null ? 0 : before + 1;
      numbers.put(record.key(), number);
      Object value = number % 2 == 0 ? (Object) number : record.value() + number;
      context.forward(record.withValue(value));
    }
  }

  @Test
  void aProcessorHasItsStoreAndItsValuesGoOnByClass() {
    var builder = new StreamsBuilder();
    var counted =
        Branches.of(
            builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .process(Counting.supplier(), Named.as("count")),
            "counted",
            List.of(Long.class, String.class));
    counted.only(Long.class).to("even", Produced.with(Serdes.String(), Serdes.Long()));
    counted.only(String.class).to("odd", Produced.with(Serdes.String(), Serdes.String()));

    try (var driver = new TopologyTestDriver(builder.build(), new Properties())) {
      var in =
          driver.createInputTopic("in", Serdes.String().serializer(), Serdes.String().serializer());
      List.of("a", "b", "c").forEach(value -> in.pipeInput("key", value));

      var even =
          driver.createOutputTopic(
              "even", Serdes.String().deserializer(), Serdes.Long().deserializer());
      var odd =
          driver.createOutputTopic(
              "odd", Serdes.String().deserializer(), Serdes.String().deserializer());
      assertThat(even.readValuesToList()).containsExactly(0L, 2L);
      assertThat(odd.readValuesToList()).containsExactly("b1");
    }
  }
}
