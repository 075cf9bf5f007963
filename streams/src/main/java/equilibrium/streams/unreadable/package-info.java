/** What becomes of records that a stream program cannot read: dead letters, and reading goes on. */
@NullMarked
package equilibrium.streams.unreadable;

import org.jspecify.annotations.NullMarked;
