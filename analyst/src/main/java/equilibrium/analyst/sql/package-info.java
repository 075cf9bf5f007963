/** Runs SQL over topics, archives and PostgreSQL, and prints results. */
@NullMarked
package equilibrium.analyst.sql;

import org.jspecify.annotations.NullMarked;
