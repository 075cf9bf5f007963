/** Small files that are whole or absent after a power cut. */
@NullMarked
package equilibrium.platform.file;

import org.jspecify.annotations.NullMarked;
