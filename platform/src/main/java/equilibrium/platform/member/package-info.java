/** The records of topic {@code members}: which programs run, in which version. */
@NullMarked
package equilibrium.platform.member;

import org.jspecify.annotations.NullMarked;
