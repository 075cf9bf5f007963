/** The {@code equilibrium} command and its subcommands. */
@NullMarked
package equilibrium.standalone.command;

import org.jspecify.annotations.NullMarked;
