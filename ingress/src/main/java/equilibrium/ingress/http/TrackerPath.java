package equilibrium.ingress.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a path asks for. The key stands before or, as libtorrent needs it on loopback, behind. */
sealed interface TrackerPath {
  /** An announce; null: no key. */
  record Announce(@Nullable String key) implements TrackerPath {}

  record Scrape() implements TrackerPath {}

  record Landing() implements TrackerPath {}

  record Nowhere() implements TrackerPath {}

  Pattern ANNOUNCE =
      Pattern.compile("/+(?:(?<before>[\\w-]{1,64})/+)?announce(?:/+(?<behind>[\\w-]{1,64}))?/*");

  /** BEP 48: the scrape's path is the announce's with that word changed. */
  Pattern SCRAPE = Pattern.compile("/+(?:[\\w-]{1,64}/+)?scrape(?:/+[\\w-]{1,64})?/*");

  static TrackerPath of(String path) {
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
    return path.equals("/") || path.isEmpty() ? new Landing() : new Nowhere();
  }
}
