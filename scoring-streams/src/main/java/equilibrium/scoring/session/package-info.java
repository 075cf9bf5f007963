/** One session: compares each announce with the one before. Pure; knows no Kafka. */
@NullMarked
package equilibrium.scoring.session;

import org.jspecify.annotations.NullMarked;
