/**
 * The records of topics {@code members} and {@code vitals}: which programs run, and their figures.
 */
@NullMarked
package equilibrium.platform.member;

import org.jspecify.annotations.NullMarked;
