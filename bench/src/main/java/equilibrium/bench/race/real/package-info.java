/**
 * Swarms of real peers, which race under each policy at the same time. Their tiers are earned by
 * announces before; the model is that of {@link equilibrium.bench.race}, made smaller.
 */
@NullMarked
package equilibrium.bench.race.real;

import org.jspecify.annotations.NullMarked;
