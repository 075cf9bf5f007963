package equilibrium.anomaly.exposure.stream;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.HAND_OUTS;
import static equilibrium.schemas.Topics.INTERVENTIONS;
import static equilibrium.schemas.Topics.SUSPICIONS;
import static equilibrium.streams.Nodes.reading;
import static equilibrium.streams.Nodes.repartitioned;
import static equilibrium.streams.Nodes.writing;

import equilibrium.anomaly.exposure.ExposureFold;
import equilibrium.anomaly.exposure.NetworkEvent;
import equilibrium.anomaly.exposure.NetworkFold;
import equilibrium.anomaly.exposure.WarningText;
import equilibrium.streams.Branches;
import equilibrium.streams.store.StateStores;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;

/**
 * Announces, hand-outs and suspicions in, interventions out.
 *
 * <pre>
 *   announces --+--> fold-exposures [swarm-exposures] --by network--> fold-networks [networks]
 *   hand-outs --+          ^                                ^              |
 *   suspicions -----> global store -------------------------+              +--> interventions
 * </pre>
 *
 * <p>A network's clients announce in swarms of all partitions, so only the second stage knows how
 * many share an address.
 */
public final class ExposureTopology {

  /** Adds it. Announces are read by other parts of the topology too, in the same node. */
  public static void add(StreamsBuilder builder, ExposureSettings settings, StateStores stores) {
    var changes = new SuspectChanges();
    builder.addGlobalStore(
        KeepSuspects.store(),
        SUSPICIONS.name(),
        reading(SUSPICIONS),
        () -> new KeepSuspects(changes));
    var announces = builder.stream(ANNOUNCES.name(), reading(ANNOUNCES));
    var handOuts = builder.stream(HAND_OUTS.name(), reading(HAND_OUTS));
    Branches.any(announces)
        .merge(Branches.any(handOuts), Named.as("announced-or-handed-out"))
        .process(
            FoldExposures.with(settings.scale(), new ExposureFold(settings.failOnce()), changes),
            Named.as("fold-exposures"))
        .repartition(
            repartitioned(
                "exposures-by-network", SUSPICIONS.key(), () -> NetworkEvent.CODEC.serde()))
        .process(
            FoldNetworks.with(new NetworkFold(new WarningText(settings.caseUrl())), stores),
            Named.as("fold-networks"))
        .to(INTERVENTIONS.name(), writing(INTERVENTIONS));
  }

  private ExposureTopology() {}
}
