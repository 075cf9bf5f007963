package equilibrium.analyst.log;

import org.jspecify.annotations.Nullable;

/** Records of one partition in their order, each offset at most once. */
public interface RecordReader extends AutoCloseable {

  /** The next record, which stays; null: there is none any more. */
  @Nullable LogRecord peek();

  /** Goes on to the record after the next. */
  void skip();

  @Override
  void close();
}
