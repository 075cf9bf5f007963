/** DuckDB within the process, with topics, archives and PostgreSQL as its tables. */
@NullMarked
package equilibrium.analyst.database;

import org.jspecify.annotations.NullMarked;
