/** Folds announces into contributions, per-swarm balances, client standings and tiers. */
@NullMarked
package equilibrium.scoring;

import org.jspecify.annotations.NullMarked;
