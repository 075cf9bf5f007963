/**
 * Attribution (docs/policy.md 3.4): which clients explain the imbalance of many episodes. A
 * non-negative regression, and the worker that runs it once a day of event time.
 */
@NullMarked
package equilibrium.anomaly.attribution;

import org.jspecify.annotations.NullMarked;
