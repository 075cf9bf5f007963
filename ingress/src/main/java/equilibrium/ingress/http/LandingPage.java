package equilibrium.ingress.http;

/** The page for browsers: what this server is and how to use it. It shows nothing private. */
final class LandingPage {
  private LandingPage() {}

  /** The page. An HTTPS port of 0 means that HTTPS is not served. */
  static String page(int port, int httpsPort) {
    var https = httpsPort == 0 ? "" : "<li>https://<i>host</i>:%d/announce\n".formatted(httpsPort);
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Equilibrium</title>
    <h1>A BitTorrent tracker</h1>
    <p>This is Equilibrium, a tracker that rewards long-term seeding.
    There are no torrents to search or to download here.</p>
    <p>To use it, add an announce URL to a torrent, with the name of this host:</p>
    <ul>
    <li>http://<i>host</i>:%d/announce
    <li>udp://<i>host</i>:%d/announce
    %s</ul>
    <p>With an announce key: <code>/</code><i>key</i><code>/announce</code>
    or <code>/announce/</code><i>key</i>.</p>
    </html>
    """
        .formatted(port, port, https);
  }
}
