/**
 * Rules that look at one settled episode and the history of its swarm (docs/policy.md 3.3): pure
 * functions of the order of one partition.
 */
@NullMarked
package equilibrium.anomaly.episode;

import org.jspecify.annotations.NullMarked;
