/**
 * Generates announce histories of swarms in which bytes move between peers, with honest, broken and
 * cheating clients. The same options and seed give the same bytes
 * (docs/explain/detection-tests.md).
 */
@NullMarked
package equilibrium.bench.world;

import org.jspecify.annotations.NullMarked;
