/** Weights, half-lives and limits of all folds, as versioned records. */
@NullMarked
package equilibrium.scoring.rules;

import org.jspecify.annotations.NullMarked;
