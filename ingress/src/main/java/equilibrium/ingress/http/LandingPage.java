package equilibrium.ingress.http;

/**
 * What a browser is shown: what this is, and how to use it. Nothing that a stranger may not know.
 */
final class LandingPage {
  private LandingPage() {}

  /** The page; an https port of 0: there is none. */
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
