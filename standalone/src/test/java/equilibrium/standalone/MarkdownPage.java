package equilibrium.standalone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headings, ids and links of a Markdown page, as GitHub shows it. */
final class MarkdownPage {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *(`{3,}).*?^ *\\1 *$");
  private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

  private final String text;

  MarkdownPage(String text) {
    this.text = blank(FENCED, text);
  }

  /** Removes what matches but its line breaks, so that lines keep their numbers. */
  private static String blank(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll(match -> match.group().replaceAll("[^\\n]", ""));
  }

  /** What stands behind {@code #} in a link to a heading of this page. */
  Set<String> anchors() {
    var anchors = new HashSet<String>();
    Map<String, Integer> seen = new HashMap<>();
    var headings = HEADING.matcher(text);
    while (headings.find()) {
      var anchor = anchor(headings.group(1));
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  /** Lower case, without punctuation, spaces as hyphens. */
  static String anchor(String heading) {
    return LINK_TEXT
        .matcher(heading)
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /**
   * Whether a heading begins with this number, or a table row, a list item or bold text with this
   * id.
   *
   * @param id such as {@code 4.4} or {@code U15}
   */
  boolean has(String id) {
    var exactly = Pattern.quote(id) + "(?!\\.?\\d|\\w)";
    var places =
        Character.isDigit(id.charAt(0))
            ? "(?m)^#{1,6} +" + exactly
            : "(?m)(?:^(?:#{1,6} +|\\| *|\\s*[-*] +)(?:\\*\\*|`)*|\\*\\*)" + exactly;
    return Pattern.compile(places).matcher(text).find();
  }

  /** Where the links of this page lead, other sites left out. */
  List<String> links() {
    var links = new ArrayList<String>();
    var found = LINK.matcher(blank(CODE, text));
    while (found.find()) {
      if (!found.group(1).matches("[a-z]+:.*")) {
        links.add(found.group(1));
      }
    }
    return links;
  }
}
