/** The columns of each table that a topic is read as: the only place that knows Avro and DuckDB. */
@NullMarked
package equilibrium.analyst.table;

import org.jspecify.annotations.NullMarked;
