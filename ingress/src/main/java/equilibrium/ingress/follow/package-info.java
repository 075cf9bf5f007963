/**
 * Copies of PostgreSQL tables in memory: standings, torrents, announce keys, and the swarms at
 * start.
 */
@NullMarked
package equilibrium.ingress.follow;

import org.jspecify.annotations.NullMarked;
