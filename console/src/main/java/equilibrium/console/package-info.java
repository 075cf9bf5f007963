/**
 * The console: an API by which operators watch and change the tracker, and the page that uses it.
 * It reads PostgreSQL, writes to Kafka, and is on no path of an announce.
 */
@NullMarked
package equilibrium.console;

import org.jspecify.annotations.NullMarked;
