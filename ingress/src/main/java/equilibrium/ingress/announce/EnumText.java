package equilibrium.ingress.announce;

import java.util.Locale;

/** How constants are written in settings, metrics and answers: lower case, with hyphens. */
public final class EnumText {

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private EnumText() {}
}
