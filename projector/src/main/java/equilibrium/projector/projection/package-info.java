/** One class for each topic: which table its records become, and how. */
@NullMarked
package equilibrium.projector.projection;

import org.jspecify.annotations.NullMarked;
