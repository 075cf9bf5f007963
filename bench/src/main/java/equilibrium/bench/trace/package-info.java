/**
 * Recorded announces and the truth about who sent them, as JSON lines. The format is described in
 * docs/explain/detection-tests.md.
 */
@NullMarked
package equilibrium.bench.trace;

import org.jspecify.annotations.NullMarked;
