/** Archives of topics as the projector reads them. */
@NullMarked
package equilibrium.standalone.archive;

import org.jspecify.annotations.NullMarked;
