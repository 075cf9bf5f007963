package equilibrium.streams;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A processor whose work is an object that is made when the task opens. Its stores and its context
 * are final fields there, so that no method has to ask whether they are set.
 */
public final class StatefulProcessor<KIn, VIn, KOut, VOut>
    implements Processor<KIn, VIn, KOut, VOut> {

  /** What is done with each record of a task. */
  @FunctionalInterface
  public interface Work<KIn, VIn> {
    void process(Record<KIn, VIn> record);
  }

  /** Makes the work of a task: fetches its stores, schedules what is due by time. */
  @FunctionalInterface
  public interface Opening<KIn, VIn, KOut, VOut> {
    Work<KIn, VIn> open(ProcessorContext<KOut, VOut> context);
  }

  private final Opening<KIn, VIn, KOut, VOut> opening;
  private @Nullable Work<KIn, VIn> work;

  private StatefulProcessor(Opening<KIn, VIn, KOut, VOut> opening) {
    this.opening = opening;
  }

  /**
   * Processors of one node.
   *
   * @param stores that belong to the node, in the order in which the topology describes them
   */
  public static <KIn, VIn, KOut, VOut> ProcessorSupplier<KIn, VIn, KOut, VOut> of(
      List<StoreBuilder<?>> stores, Opening<KIn, VIn, KOut, VOut> opening) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<KIn, VIn, KOut, VOut> get() {
        return new StatefulProcessor<>(opening);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return new LinkedHashSet<>(stores);
      }
    };
  }

  @Override
  public void init(ProcessorContext<KOut, VOut> context) {
    work = opening.open(context);
  }

  @Override
  public void process(Record<KIn, VIn> record) {
    Objects.requireNonNull(work, "Kafka Streams calls init first").process(record);
  }
}
