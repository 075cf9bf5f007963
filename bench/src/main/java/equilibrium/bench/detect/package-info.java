/**
 * Judges detection: replays a labelled trace through the real topologies of scoring and anomaly
 * detection, and compares what they find with the labels (docs/explain/detection-tests.md).
 */
@NullMarked
package equilibrium.bench.detect;

import org.jspecify.annotations.NullMarked;
