/**
 * Runs the attribution once a day of event time, by one process at a time, so that it survives the
 * death of any (docs/policy.md 3.4).
 */
@NullMarked
package equilibrium.anomaly.attribution.run;

import org.jspecify.annotations.NullMarked;
