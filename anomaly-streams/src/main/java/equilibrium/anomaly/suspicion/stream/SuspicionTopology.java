package equilibrium.anomaly.suspicion.stream;

import static equilibrium.schemas.Topics.ANOMALIES;
import static equilibrium.schemas.Topics.CASE_DECISIONS;
import static equilibrium.schemas.Topics.CUTS_KEY;
import static equilibrium.schemas.Topics.SUSPICIONS;
import static equilibrium.schemas.Topics.TIER_CUTS;
import static equilibrium.streams.Nodes.reading;
import static equilibrium.streams.Nodes.readingOnly;
import static equilibrium.streams.Nodes.writing;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.streams.Branches;
import equilibrium.streams.store.StateStores;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;

/**
 * Findings and decisions in, suspicions out; a sub-topology of its own, keyed by client.
 *
 * <pre>
 *   anomalies ------+--> fold-suspicions [suspects, suspicion-freeze] --> suspicions
 *   case-decisions -+          ^
 *   tier-cuts ---------- global store: population, and how late it is
 * </pre>
 */
public final class SuspicionTopology {

  /**
   * Adds it.
   *
   * @param settings how suspicion is weighed and limited
   */
  public static void add(StreamsBuilder builder, SuspicionSettings settings, StateStores stores) {
    builder.addGlobalStore(
        KeepPopulation.store(),
        TIER_CUTS.name(),
        readingOnly(CUTS_KEY, TIER_CUTS),
        KeepPopulation::new);
    var findings =
        builder.stream(
            ANOMALIES.name(),
            reading(ANOMALIES).withTimestampExtractor(SuspicionTopology::effectiveTime));
    var decisions =
        builder.stream(
            CASE_DECISIONS.name(),
            reading(CASE_DECISIONS).withTimestampExtractor(SuspicionTopology::effectiveTime));
    Branches.any(findings)
        .merge(Branches.any(decisions), Named.as("found-or-decided"))
        .process(FoldSuspicions.with(settings, stores), Named.as("fold-suspicions"))
        .to(SUSPICIONS.name(), writing(SUSPICIONS));
  }

  private static long effectiveTime(ConsumerRecord<Object, Object> record, long partitionTimeMs) {
    return switch (record.value()) {
      case Anomaly anomaly -> Math.max(0, anomaly.getDecidedAtMs());
      case CaseDecision decision -> Math.max(0, decision.getAtMs());
      case null, default -> Math.max(0, partitionTimeMs); // a tombstone has no time of its own
    };
  }

  private SuspicionTopology() {}
}
