package equilibrium.console;

import equilibrium.platform.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of the console.
 *
 * @param address where it listens
 * @param hosts names that the Host header may have
 * @param tokensFile relative to the console's folder, or absolute
 * @param streams live streams at a time
 * @param streamsPerToken live streams of one token
 * @param requestsPerToken requests a second of one token
 * @param shareOfPostgres per cent of a core of PostgreSQL that aggregates may take
 */
public record ConsoleConfig(
    InetSocketAddress address,
    List<String> hosts,
    Path tokensFile,
    int streams,
    int streamsPerToken,
    int requestsPerToken,
    int shareOfPostgres) {

  public ConsoleConfig {
    hosts = List.copyOf(hosts);
  }

  public static ConsoleConfig from(Settings settings) {
    var host =
        settings.text("console.host", "address of the console: its page and its API", "127.0.0.1");
    int port =
        settings.integer(
            "console.port",
            "TCP port beside console.host; 0: any free port. Where ops.port is the same, one server"
                + " answers both",
            8080,
            0,
            65_535);
    var named =
        settings.list(
            "console.hosts",
            "names besides localhost and console.host under which browsers may reach the console",
            List.of());
    boolean isPlain =
        settings.flag(
            "console.plaintext",
            "whether the console may listen on an address that other machines reach; a proxy in"
                + " front of it must then do TLS",
            false);
    demandLoopback(host, isPlain, settings);
    return new ConsoleConfig(
        new InetSocketAddress(host, port),
        hosts(host, named),
        settings.path(
            "console.tokens-file",
            "file with the names, roles and digests of tokens, in the console's folder",
            Path.of("tokens")),
        settings.integer("console.streams", "live streams of all viewers at a time", 64, 1, 1_000),
        settings.integer(
            "console.streams-per-token", "live streams of one token at a time", 8, 1, 1_000),
        settings.integer(
            "console.requests-per-token", "requests a second of one token", 50, 1, 10_000),
        settings.integer(
            "console.share-of-postgres",
            "per cent of a core of PostgreSQL that aggregates may take, however many people look",
            2,
            1,
            100));
  }

  private static List<String> hosts(String host, List<String> named) {
    var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "[::1]"));
    hosts.add(host.contains(":") ? "[" + host + "]" : host);
    hosts.addAll(named);
    return hosts;
  }

  private static void demandLoopback(String host, boolean isPlain, Settings settings) {
    try {
      if (!isPlain && !InetAddress.getByName(host).isLoopbackAddress()) {
        settings.problem(
            "console.host is \"%s\", which other machines reach without TLS: let a proxy do TLS and set console.plaintext = true, or use 127.0.0.1"
                .formatted(host));
      }
    } catch (UnknownHostException e) {
      settings.problem("console.host is \"%s\", which is no address of a host".formatted(host));
    }
  }

  /** Whether it can share a port with ops pages that listen here. */
  public boolean shares(InetSocketAddress ops) {
    boolean isSamePlace =
        ops.getAddress().equals(address.getAddress())
            || ops.getAddress().isAnyLocalAddress()
            || address.getAddress().isAnyLocalAddress();
    return ops.getPort() == address.getPort() && ops.getPort() != 0 && isSamePlace;
  }
}
