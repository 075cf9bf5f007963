/**
 * Rule R1: nobody uploads faster than a line can carry (docs/policy.md 3.3). Pure functions,
 * without Kafka and without a clock.
 */
@NullMarked
package equilibrium.anomaly.rate;

import org.jspecify.annotations.NullMarked;
