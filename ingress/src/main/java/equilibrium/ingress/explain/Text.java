package equilibrium.ingress.explain;

/** How values and times are written for people. */
final class Text {
  private static final int LONGEST_QUOTE = 80;

  /** A value in quotes; a long one is cut and its length is added. */
  static String quoted(String value) {
    return value.length() > LONGEST_QUOTE
        ? "\"%s…\" (%d characters)".formatted(value.substring(0, LONGEST_QUOTE), value.length())
        : "\"%s\"".formatted(value);
  }

  /** A time in the largest unit of which it has at least two. */
  static String time(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 120 ? minutes + " min" : Math.round(minutes / 60.0) + " h";
  }

  private Text() {}
}
