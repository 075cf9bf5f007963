package equilibrium.platform.member;

import org.jspecify.annotations.Nullable;

/**
 * What a program knows of itself that is in no metric.
 *
 * @param viewLag records of {@code announces} that it has not read; null: not known
 * @param seeders in memory; null: not counted
 * @param leechers in memory; null: not counted
 * @param replies since it was asked before; null: there were none
 */
public record ProgramFigures(
    @Nullable Long viewLag,
    @Nullable Long seeders,
    @Nullable Long leechers,
    @Nullable ReplyTimes replies) {
  /** Of a program that answers no clients. */
  public static final ProgramFigures NONE = new ProgramFigures(null, null, null, null);

  /** Within how many microseconds 50 of 100, 99 of 100 and 999 of 1000 replies were sent. */
  public record ReplyTimes(long p50Us, long p99Us, long p999Us) {}
}
