package equilibrium.analyst.command;

import equilibrium.platform.Fault;
import java.util.Map;
import java.util.regex.Pattern;

/** Amounts of bytes as options have them: {@code 128MiB}. */
final class Size {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(KiB|MiB|GiB)");
  private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

  static long parse(String option, String text) {
    var size = TEXT.matcher(text);
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new Fault("%s is %s, expected a size such as 128MiB".formatted(option, text));
    }
    return Long.parseLong(size.group(1)) << SHIFTS.getOrDefault(size.group(2), 0);
  }

  private Size() {}
}
