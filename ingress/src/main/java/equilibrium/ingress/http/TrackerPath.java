package equilibrium.ingress.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a target asks for. An announce key stands before {@code announce} or, as libtorrent needs it
 * on loopback, behind it.
 */
sealed interface TrackerPath {

  /** An announce; null: without a key. */
  record Announce(@Nullable String key) implements TrackerPath {}

  record Scrape() implements TrackerPath {}

  record Landing() implements TrackerPath {}

  /** An announce or a scrape at a path where there is no tracker. */
  record Misplaced() implements TrackerPath {}

  record NotFound() implements TrackerPath {}

  Pattern ANNOUNCE =
      Pattern.compile("/+(?:(?<before>[\\w-]{1,64})/+)?announce(?:/+(?<behind>[\\w-]{1,64}))?/*");

  /** BEP 48: the scrape's path is the announce's with that word changed. */
  Pattern SCRAPE = Pattern.compile("/+(?:[\\w-]{1,64}/+)?scrape(?:/+[\\w-]{1,64})?/*");

  Pattern ROOT = Pattern.compile("/*");

  /**
   * Reads a target's path and query. An announce to the root is served as one without a key: magnet
   * links and clients lose {@code /announce}, and over UDP, which has no path, it is served too.
   */
  static TrackerPath of(String path, String query) {
    if (path.equals("/announce")) {
      return new Announce(null);
    }
    var announce = ANNOUNCE.matcher(path);
    if (announce.matches()) {
      var before = announce.group("before");
      return new Announce(before == null ? announce.group("behind") : before);
    }
    if (SCRAPE.matcher(path).matches()) {
      return new Scrape();
    }
    boolean isRoot = ROOT.matcher(path).matches();
    if (query.startsWith("info_hash=") || query.contains("&info_hash=")) {
      return isRoot ? new Announce(null) : new Misplaced();
    }
    return isRoot ? new Landing() : new NotFound();
  }
}
