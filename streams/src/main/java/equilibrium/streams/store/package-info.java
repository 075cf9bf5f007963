/** Where a program keeps the state of its folds: in the heap, or in files. */
@NullMarked
package equilibrium.streams.store;

import org.jspecify.annotations.NullMarked;
