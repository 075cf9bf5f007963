/** Takes standings over to another application id, when state of the former one cannot be read. */
@NullMarked
package equilibrium.scoring.carry;

import org.jspecify.annotations.NullMarked;
