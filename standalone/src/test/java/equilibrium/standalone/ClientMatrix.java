package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each client over each wire that it knows, over both families. Takes minutes and, for WebTorrent's
 * {@code bittorrent-tracker}, npm's registry, so it runs only when asked for (and {@code
 * ip6-localhost} must be ::1, as it is on Debian): CONTRIBUTING.md says how.
 */
class ClientMatrix {
  @TempDir static Path folder;
  private static final Map<Loopback, TrackerFixture> TRACKERS = new EnumMap<>(Loopback.class);

  @BeforeAll
  static void start() throws UnknownHostException {
    assertThat(InetAddress.getAllByName("ip6-localhost"))
        .as("ip6-localhost: add the line \"::1 ip6-localhost\" to /etc/hosts")
        .containsExactly(InetAddress.ofLiteral("::1"));
    for (Loopback family : Loopback.values()) {
      var settings = new HashMap<>(Transfer.QUICK);
      settings.put("ingress.host", family.address());
      settings.put("ingress.fast-path", System.getProperty("matrix.fast-path", "true"));
      settings.put("https.port", "0");
      settings.put("https.certificate", TestCertificate.FILE.toString());
      settings.put("https.key", TestCertificate.KEY.toString());
      TRACKERS.put(family, TrackerFixture.on(folder.resolve(family.name()), settings));
    }
  }

  @AfterAll
  static void stop() {
    TRACKERS.values().forEach(TrackerFixture::close);
  }

  /** aria2 and Transmission 3 know no UDP trackers over IPv6. */
  @ParameterizedTest(name = "{0} from {1} over {2}, {3}")
  @CsvSource({
    "ARIA2, TRANSMISSION, http, IPV4",
    "ARIA2, TRANSMISSION, https, IPV4",
    "ARIA2, TRANSMISSION, udp, IPV4",
    "TRANSMISSION, LIBTORRENT, http, IPV4",
    "TRANSMISSION, LIBTORRENT, https, IPV4",
    "TRANSMISSION, LIBTORRENT, udp, IPV4",
    "LIBTORRENT, ARIA2, http, IPV4",
    "LIBTORRENT, ARIA2, https, IPV4",
    "LIBTORRENT, ARIA2, udp, IPV4",
    "ARIA2, LIBTORRENT, http, IPV6",
    "ARIA2, LIBTORRENT, https, IPV6",
    "TRANSMISSION, LIBTORRENT, http, IPV6",
    "TRANSMISSION, LIBTORRENT, https, IPV6",
    "LIBTORRENT, ARIA2, http, IPV6",
    "LIBTORRENT, ARIA2, https, IPV6",
    "LIBTORRENT, LIBTORRENT, udp, IPV6",
  })
  void aFileArrives(Client leecher, Client seeder, String scheme, Loopback family)
      throws Exception {
    new Transfer(tracker(family), folder, family).run(leecher, seeder, scheme);
  }

  /** It, too, knows no UDP over IPv6. */
  @ParameterizedTest(name = "bittorrent-tracker over {0}, {1}")
  @CsvSource({
    "http, IPV4",
    "https, IPV4",
    "udp, IPV4",
    "http, IPV6",
    "https, IPV6",
  })
  void bittorrentTrackerAnnouncesAndScrapes(String scheme, Loopback family) throws Exception {
    var url = Loopback.named(tracker(family).announceUrl(scheme));

    var output = node(url);

    assertThat(output.lines())
        .containsExactly(
            "started: 1 seeders, 1 leechers, a peer",
            "completed: 2 seeders, 0 leechers",
            "scraped: 2 seeders, 0 leechers, 1 downloads",
            "stopped: 1 seeders, 0 leechers");
  }

  private static TrackerFixture tracker(Loopback family) {
    return Objects.requireNonNull(TRACKERS.get(family));
  }

  private static String node(String url) throws IOException, InterruptedException {
    var modules = Path.of("target", "bittorrent-tracker").toAbsolutePath();
    if (!Files.exists(modules.resolve("node_modules"))) {
      Files.createDirectories(modules);
      // Version 11 needs a compiler, for WebRTC.
      run(modules, "npm", "install", "--ignore-scripts", "--silent", "bittorrent-tracker@10");
    }
    var script = Path.of("src", "test", "resources", "bittorrent_tracker_client.mjs");
    Files.copy(script, modules.resolve("client.mjs"), StandardCopyOption.REPLACE_EXISTING);
    return run(modules, "node", "client.mjs", url);
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
    builder.environment().put("NODE_EXTRA_CA_CERTS", TestCertificate.FILE.toString());
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
