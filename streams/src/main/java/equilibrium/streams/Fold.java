package equilibrium.streams;

import equilibrium.platform.member.RulesName;
import equilibrium.streams.store.StateStores;
import org.apache.kafka.streams.Topology;

/**
 * What a program computes.
 *
 * @param name of the program, in {@code /status}, metrics and log lines
 * @param topology its steps
 * @param rules its weights and limits, as {@link RulesName version and fingerprint}
 * @param stores with which the topology was built
 */
public record Fold(String name, Topology topology, String rules, StateStores stores) {}
