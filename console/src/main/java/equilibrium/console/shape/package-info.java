/** What the API answers: records whose fields are the fields of its JSON. */
@NullMarked
package equilibrium.console.shape;

import org.jspecify.annotations.NullMarked;
