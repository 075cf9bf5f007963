/**
 * Reads topics and writes rows and offsets in one transaction; removes what is older than its
 * retention.
 */
@NullMarked
package equilibrium.projector.loop;

import org.jspecify.annotations.NullMarked;
