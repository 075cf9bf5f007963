package equilibrium.schemas;

import java.util.Locale;

/**
 * Enum constants as settings, metric tags and answers write them: lower case, with hyphens. Events
 * and tables hold the constant's own name instead, as Avro does.
 */
public final class EnumText {

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private EnumText() {}
}
