/** The processors that fold exposures into interventions, with their stores. */
@NullMarked
package equilibrium.anomaly.exposure.stream;

import org.jspecify.annotations.NullMarked;
