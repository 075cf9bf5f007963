package equilibrium.ingress.explain;

import equilibrium.schemas.EnumText;

/** How things are written for people. */
public final class Text {
  private static final int LONGEST_QUOTE = 80;

  /** {@link EnumText#of}. */
  public static String of(Enum<?> constant) {
    return EnumText.of(constant);
  }

  /** What somebody gave, in quotes, and not all of it if it is long. */
  static String quoted(String given) {
    return given.length() > LONGEST_QUOTE
        ? "\"%s…\" (%d characters)".formatted(given.substring(0, LONGEST_QUOTE), given.length())
        : "\"%s\"".formatted(given);
  }

  /** A time in its largest unit of which there are two. */
  static String time(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 120 ? minutes + " min" : Math.round(minutes / 60.0) + " h";
  }

  private Text() {}
}
