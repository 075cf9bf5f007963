package equilibrium.analyst.log;

import equilibrium.platform.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Where a range of a topic begins or ends. */
public sealed interface Bound {
  Pattern AGO = Pattern.compile("-(\\d{1,6})([smhd])");
  Pattern OFFSET = Pattern.compile("@(\\d{1,18})");

  /** The first record that the log still has. */
  record Beginning() implements Bound {}

  /** The end of each partition as it was when the command began. */
  record Ends() implements Bound {}

  /** The first record that was appended at this time or later. */
  record Time(Instant time) implements Bound {}

  /** An offset of one partition, at least 0. */
  record Offset(long offset) implements Bound {}

  /**
   * Reads RFC 3339 ({@code 2026-11-20T08:00:00Z}), a time before now ({@code -3d}; s, m, h, d) or
   * an offset ({@code @12345}).
   */
  static Bound parse(String option, String text, Instant now) {
    var ago = AGO.matcher(text);
    if (ago.matches()) {
      return new Time(now.minus(length(Long.parseLong(ago.group(1)), ago.group(2))));
    }
    var offset = OFFSET.matcher(text);
    if (offset.matches()) {
      return new Offset(Long.parseLong(offset.group(1)));
    }
    try {
      return new Time(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new Fault(
          "%s is %s, expected a time such as 2026-11-20T08:00:00Z, -3d or an offset such as @12345"
              .formatted(option, text),
          e);
    }
  }

  private static Duration length(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
