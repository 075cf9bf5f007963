/**
 * What the structures in memory rest on: the promise of the hot path, and hashes that nobody can
 * choose.
 */
@NullMarked
package equilibrium.ingress.memory;

import org.jspecify.annotations.NullMarked;
