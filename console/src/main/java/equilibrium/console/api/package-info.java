/** The operations of the API: one class for each kind of thing, and the table of all. */
@NullMarked
package equilibrium.console.api;

import org.jspecify.annotations.NullMarked;
