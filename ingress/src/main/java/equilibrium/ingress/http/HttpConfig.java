package equilibrium.ingress.http;

import equilibrium.ingress.http.connection.ConnectionConfig;
import equilibrium.platform.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP and HTTPS run. Times are real ones.
 *
 * @param connections how connections are accepted
 * @param forwarded the header in which trusted proxies name the client
 * @param list of all torrents; null: refused
 * @param fastPath whether announces over HTTP are answered without Undertow where possible
 */
public record HttpConfig(
    ConnectionConfig connections,
    ForwardedHeader forwarded,
    @Nullable WholeList list,
    boolean fastPath) {

  /** The header that trusted proxies write. A client can write the other one, so one only. */
  public enum ForwardedHeader {
    X_FORWARDED_FOR,
    FORWARDED
  }

  /**
   * The list of all torrents.
   *
   * @param interval least time from one list to the next
   * @param longest most time that writing it takes; a slower client gets only a part
   */
  public record WholeList(Duration interval, Duration longest) {}

  /** Reads {@code https}, {@code http}, {@code scrape} and the limits of connections. */
  public static HttpConfig from(Settings settings) {
    return new HttpConfig(
        ConnectionConfig.from(settings),
        settings.choice(
            "http.forwarded-header",
            "the header in which trusted proxies name the client; forwarded: RFC 7239",
            ForwardedHeader.X_FORWARDED_FOR),
        list(settings),
        settings.flag(
            "ingress.fast-path",
            "whether announces and scrapes over HTTP that arrive whole are answered before Undertow"
                + " reads them",
            true));
  }

  private static @Nullable WholeList list(Settings settings) {
    boolean allowed =
        settings.flag(
            "scrape.full", "whether a scrape without an info-hash lists all torrents", false);
    var second = Duration.ofSeconds(1);
    var list =
        new WholeList(
            settings.duration(
                "scrape.full-interval",
                "how often an address may ask for a full scrape",
                Duration.ofMinutes(15),
                second,
                Duration.ofDays(7)),
            settings.duration(
                "scrape.full-time",
                "real time for writing a full scrape; then it is cut off",
                Duration.ofMinutes(5),
                second,
                Duration.ofHours(1)));
    return allowed ? list : null;
  }
}
