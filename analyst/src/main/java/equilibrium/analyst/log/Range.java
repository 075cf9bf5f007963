package equilibrium.analyst.log;

import equilibrium.platform.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What is read of each partition.
 *
 * @param partition the only one that is read; null: all
 */
public record Range(Bound from, Bound to, @Nullable Integer partition) {
  public static final Range ALL = new Range(new Bound.Beginning(), new Bound.Ends(), null);

  public Range {
    if (partition == null && (from instanceof Bound.Offset || to instanceof Bound.Offset)) {
      throw new Fault("an offset is of one partition: say which by --partition");
    }
  }

  boolean reads(int candidate) {
    return partition == null || partition == candidate;
  }
}
