package equilibrium.platform;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The files and sockets of this process. Kafka and RocksDB stop for good when they cannot open one,
 * so connections must leave room for them.
 *
 * @param limit most at a time ({@code ulimit -n}); {@link Long#MAX_VALUE}: not known
 * @param open at the time of asking
 */
public record OpenFiles(long limit, long open) {

  /** Files that Kafka and RocksDB open later: an eighth of the limit, within these bounds. */
  private static final int LEAST_SPARE = 128;

  private static final int MOST_SPARE = 2048;
  private static final int LEAST_ROOM = 64;

  public static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
        : new OpenFiles(Long.MAX_VALUE, 0);
  }

  /**
   * Throws a {@link Fault} if the limit is lower than a program needs.
   *
   * @param program as the operator calls it
   */
  public void require(long needed, String program) {
    if (limit < needed) {
      throw new Fault(
          "%s needs a limit of %d open files or more, found %d: raise it with ulimit -n, or LimitNOFILE in systemd"
              .formatted(program, needed, limit));
    }
  }

  /**
   * How many connections have room beside the open files: at most 3/4 of the limit. Throws a {@link
   * Fault} if they are hardly any.
   */
  public int room() {
    long spare = Math.clamp(limit / 8, LEAST_SPARE, MOST_SPARE);
    require(open + spare + LEAST_ROOM, "HTTP");
    return Math.clamp(Math.min(limit / 4 * 3, limit - open - spare), 1, Integer.MAX_VALUE);
  }
}
