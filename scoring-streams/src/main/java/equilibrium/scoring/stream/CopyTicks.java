package equilibrium.scoring.stream;

import static equilibrium.schemas.Topics.CONTRIBUTIONS;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.PerThread;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Copies each tick of announces to the same partition of contributions, with its effective time. It
 * follows the contributions of all announces before it, so readers see time move where nobody
 * contributes.
 */
public final class CopyTicks
    extends ContextualProcessor<InfoHash, Object, InfoHash, CopyTicks.Copy> {

  /**
   * A tick on its way.
   *
   * @param partition that it came from and goes to
   */
  public record Copy(int partition, Tick tick) {}

  private final EffectiveTime time;

  public CopyTicks(TimeScale scale) {
    this.time = new EffectiveTime(scale);
  }

  /** The sink of the copies. */
  public static Produced<InfoHash, Copy> writing() {
    return Produced.<InfoHash, Copy>with(CONTRIBUTIONS.key(), PerThread.of(CopyTicks::serde))
        .withStreamPartitioner((_, _, copy, partitions) ->
            Optional.of(Set.of(Math.floorMod(copy.partition(), partitions))))
        .withName("write-ticks");
  }

  private static Serde<Copy> serde() {
    Serde<SpecificRecord> ticks = CONTRIBUTIONS.value();
    var writer = ticks.serializer();
    return Serdes.serdeFrom(
        (topic, copy) -> writer.serialize(topic, copy.tick()),
        (_, _) -> {
          throw new IllegalStateException("copies of ticks are only written");
        });
  }

  @Override
  public void process(Record<InfoHash, Object> record) {
    if (record.value() instanceof Tick tick) {
      long atMs = time.of(tick.getAtMs(), record.timestamp());
      var effective = new Tick(tick.getNode(), atMs);
      context().forward(record.withValue(new Copy(context().taskId().partition(), effective)));
    }
  }
}
