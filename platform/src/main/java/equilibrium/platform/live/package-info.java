/**
 * Settings that change while programs run: the topics in which they are asked for and reported, and
 * what a program remembers of them.
 */
@NullMarked
package equilibrium.platform.live;

import org.jspecify.annotations.NullMarked;
