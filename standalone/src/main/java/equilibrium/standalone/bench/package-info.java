/** Commands of {@code bench} that ask a tracker which runs already. */
@NullMarked
package equilibrium.standalone.bench;

import org.jspecify.annotations.NullMarked;
