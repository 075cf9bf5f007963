package equilibrium.analyst.sql;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a query sees, and where its result goes.
 *
 * @param archive folder of exported files; null: none
 * @param key hex digits of the key under which the archive's ids are written; null: none
 * @param isFilesOnly whether Kafka and PostgreSQL are left alone
 * @param isSafe whether statements must be queries and may read no other file
 * @param memory that DuckDB may use, such as 1GiB
 * @param temporary folder for what does not fit into memory
 * @param bars name of the column that a picture shows; null: the last number
 * @param out a file for the result of the last statement; null: results are printed
 */
public record SqlOptions(
    @Nullable Path archive,
    @Nullable String key,
    boolean isFilesOnly,
    boolean isSafe,
    String memory,
    Path temporary,
    OutputFormat format,
    @Nullable String bars,
    @Nullable Path out) {}
