package equilibrium.standalone.peer;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes as {@code 65536}, {@code 64KiB} or {@code 1MiB}. */
final class ChunkSizeConverter implements ITypeConverter<Integer> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,8})(KiB|MiB)?");

  @Override
  public Integer convert(String text) {
    var found = FORM.matcher(text);
    if (!found.matches()) {
      throw new TypeConversionException(
          "%s is no size, expected such as 65536, 64KiB or 1MiB".formatted(text));
    }
    long count = Long.parseLong(found.group(1));
    var unit = found.group(2);
    long bytes = unit == null ? count : unit.equals("KiB") ? count << 10 : count << 20;
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
