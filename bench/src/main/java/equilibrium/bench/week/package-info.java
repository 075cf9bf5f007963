/**
 * A week of made-up clients at a running tracker, for those who analyse. How fast a download is
 * depends on the peers that the tracker's replies name.
 */
@NullMarked
package equilibrium.bench.week;

import org.jspecify.annotations.NullMarked;
